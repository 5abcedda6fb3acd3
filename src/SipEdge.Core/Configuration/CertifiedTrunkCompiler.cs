using System.Collections.Frozen;

namespace SipEdge.Core.Configuration;

/// <summary>
/// A certificate stands where a listed address does. Where ACLs name the trunk those decide, so that a certificate cannot get round
/// the credential one asks for; else its gateways do.
/// </summary>
internal static class CertifiedTrunkCompiler
{
    public static FrozenDictionary<string, CertifiedTrunk> Compile(
        IReadOnlyDictionary<string, TrunkModel> trunks, CompiledAcls acls)
    {
        var certified = new Dictionary<string, CertifiedTrunk>(StringComparer.Ordinal);
        foreach (var (name, trunk) in trunks)
        {
            if (trunk.Tls is { ClientNames.IsEmpty: false } tls)
            {
                var written = acls.Written.Values.Where(acl => acl.Trunk == trunk).ToArray();
                certified.Add(name, new CertifiedTrunk(
                    trunk, tls, written.Length == 0 ? [acls.OfTrunk[name]] : [.. written.Where(acl => acl.AddressAdmits)]));
            }
        }
        return certified.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
