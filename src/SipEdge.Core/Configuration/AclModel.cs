namespace SipEdge.Core.Configuration;

/// <summary>Who may call, resolved. Immutable after construction.</summary>
public sealed class AclModel
{
    /// <summary>Its bit in <see cref="DomainModel.Has"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Made of a trunk's gateways, not written.</summary>
    public bool IsOfGateways { get; init; }

    public required string Name { get; init; }

    public required RequireMode Require { get; init; }

    /// <summary>Of those that may call in.</summary>
    public required bool HasAddresses { get; init; }

    public required bool HasAccounts { get; init; }

    public required bool HasTokens { get; init; }

    public required bool AllowAnySource { get; init; }

    public required bool AllowCleartextToken { get; init; }

    /// <summary>Whom calls admitted here belong to.</summary>
    public TrunkModel? Trunk { get; init; }

    public CallerRules Caller { get; init; } = CallerRules.None;

    /// <summary>The user of From must be the account that authenticated.</summary>
    public bool FromMatchesAccount { get; init; }

    public ConfigLine Line { get; init; }

    /// <summary>A listed address is enough.</summary>
    public bool AddressAdmits => Require is RequireMode.Any or RequireMode.Ip;

    /// <summary>A credential counts here at all.</summary>
    public bool CredentialCounts => Require != RequireMode.Ip;

    /// <summary>A credential is refused when it comes from an address that is not listed.</summary>
    public bool AddressRestricts =>
        Require == RequireMode.IpAndCredential || (Require == RequireMode.Credential && HasAddresses && !AllowAnySource);

    public override string ToString() => Name;
}
