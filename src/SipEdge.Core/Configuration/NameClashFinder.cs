using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Addresses that names resolved to and that are another trunk's: by a written address, or by a name written before.</summary>
internal static class NameClashFinder
{
    public static ImmutableArray<NameClash> Find(EdgeOptions options, NameBook names)
    {
        // All of them are single addresses; those of names are few, and each is held against everything that was accepted.
        var claims = AddressClaims.Of(options, names).ToList();
        var accepted = claims.Where(claim => !claim.IsName).ToList();
        var clashes = ImmutableArray.CreateBuilder<NameClash>();
        foreach (var claim in claims.Where(claim => claim.IsName))
        {
            if (accepted.Find(claim.Clashes) is { } holder)
            {
                clashes.Add(new NameClash(claim.Path, claim.Prefix, claim.Trunk, holder.Trunk, holder.Path));
            }
            else
            {
                accepted.Add(claim);
            }
        }
        return clashes.ToImmutable();
    }
}
