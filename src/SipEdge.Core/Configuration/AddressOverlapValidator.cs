namespace SipEdge.Core.Configuration;

/// <summary>
/// Finds addresses that would be two trunks at once: whose call is it then? What names resolve to, <see cref="NameClashFinder"/>
/// looks at.
/// </summary>
internal static class AddressOverlapValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        // Outer before inner: whatever overlaps an entry and comes before it is still open.
        var open = new List<AddressClaim>();
        var told = new HashSet<AddressPrefix>();
        var shared = new Dictionary<AddressPrefix, AddressClaim>();
        foreach (var claim in AddressClaims.Of(options, NameBook.Empty)
            .OrderBy(claim => claim.Prefix.IsIpv4).ThenBy(claim => claim.Prefix.First).ThenBy(claim => claim.Prefix.Length))
        {
            open.RemoveAll(outer => !outer.Prefix.Overlaps(claim.Prefix));
            if (open.Find(claim.Clashes) is { } other)
            {
                problems.Error(claim.Path,
                    $"{claim.Prefix} is trunk '{claim.Trunk}' here and trunk '{other.Trunk}' at {other.Path}",
                    "a port (with transport: udp), local_port, transport, credential, domain, or register.contact_user that tells them apart");
            }
            if (claim.Account is not null && !shared.TryAdd(claim.Prefix, claim) && shared[claim.Prefix] is var first
                && first.SharesWith(claim) && told.Add(claim.Prefix))
            {
                problems.Warning(claim.Path,
                    $"trunks '{first.Trunk}' and '{claim.Trunk}' register at {claim.Prefix}: their calls are told apart by the user that is "
                    + $"called, '{first.Account}' or '{claim.Account}', in Request-URI or To, and one that names neither gets 404",
                    "nothing, if the carrier calls the Contact that is registered");
            }
            open.Add(claim);
        }
    }
}
