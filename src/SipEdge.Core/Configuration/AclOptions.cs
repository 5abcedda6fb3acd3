using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Who may call: addresses, accounts and header tokens, and which of them are asked for together.</summary>
public sealed record AclOptions
{
    public ImmutableArray<AddressOptions> Addresses { get; init; } = [];

    public ImmutableArray<string> Accounts { get; init; } = [];

    public ImmutableArray<TokenOptions> Tokens { get; init; } = [];

    /// <summary>Default: what is listed. Addresses and credentials both listed: both are asked for.</summary>
    public RequireMode? Require { get; init; }

    /// <summary>A credential may come from addresses that are not listed.</summary>
    public bool AllowAnySource { get; init; }

    /// <summary>Calls admitted here belong to this trunk.</summary>
    public string? Trunk { get; init; }

    public CallerOptions Caller { get; init; } = new();

    /// <summary>The user of From must be the account that authenticated.</summary>
    public bool FromMatchesAccount { get; init; }

    /// <summary>Accept the header token over UDP and TCP, where everyone on the path can read it.</summary>
    public bool AllowCleartextToken { get; init; }

    public bool HasCredentials => !Accounts.IsEmpty || !Tokens.IsEmpty;

    /// <summary>An address that never calls us is no factor.</summary>
    public bool HasInboundAddresses => Addresses.Any(static address => address.IsInbound);

    /// <summary>What <c>require</c> comes to.</summary>
    public RequireMode EffectiveRequire => Require ?? (!HasInboundAddresses, HasCredentials) switch
    {
        (false, true) => RequireMode.IpAndCredential,
        (_, false) => RequireMode.Ip,
        (true, true) => RequireMode.Credential,
    };
}
