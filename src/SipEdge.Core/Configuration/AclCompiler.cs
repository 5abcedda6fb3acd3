namespace SipEdge.Core.Configuration;

internal static class AclCompiler
{
    public static CompiledAcls Compile(
        EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks,
        IReadOnlyDictionary<string, PolicyModel> policies, ConfigPositions positions)
    {
        var written = new Dictionary<string, AclModel>(StringComparer.Ordinal);
        foreach (var (name, acl) in options.Acls)
        {
            written.Add(name, new AclModel
            {
                Index = written.Count,
                Name = name,
                Require = acl.EffectiveRequire,
                HasAddresses = acl.HasInboundAddresses,
                HasAccounts = !acl.Accounts.IsEmpty,
                HasTokens = !acl.Tokens.IsEmpty,
                AllowAnySource = acl.AllowAnySource,
                AllowCleartextToken = acl.AllowCleartextToken,
                Trunk = acl.Trunk is null ? null : trunks[acl.Trunk],
                Caller = CallerCompiler.Compile(acl.Caller, $"acls.{name}", policies, positions),
                FromMatchesAccount = acl.FromMatchesAccount,
                Line = positions.Line($"acls.{name}"),
            });
        }
        var ofTrunk = new Dictionary<string, AclModel>(StringComparer.Ordinal);
        foreach (var trunk in trunks.Values)
        {
            ofTrunk.Add(trunk.Name, new AclModel
            {
                Index = written.Count + ofTrunk.Count,
                IsOfGateways = true,
                Name = $"gateways of {trunk.Name}",
                Require = RequireMode.Ip,
                HasAddresses = true,
                HasAccounts = false,
                HasTokens = false,
                AllowAnySource = false,
                AllowCleartextToken = false,
                Trunk = trunk,
                Line = trunk.Line,
            });
        }
        return new CompiledAcls([.. written.Values, .. ofTrunk.Values], written, ofTrunk);
    }

    /// <summary>
    /// Inbound gateways are address entries of their trunk, unless an ACL names the trunk: then that ACL alone decides, so that
    /// an address cannot get round the credential the ACL asks for.
    /// </summary>
    public static bool AdmitsByGateway(EdgeOptions options, string trunk) =>
        options.Acls.Values.All(acl => acl.Trunk != trunk) && options.Trunks[trunk].Gateways.Any(IsInbound);

    public static bool IsInbound(GatewayOptions gateway) => gateway.Active && gateway.Direction.HasFlag(GatewayDirection.Inbound);
}
