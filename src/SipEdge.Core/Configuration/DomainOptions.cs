using System.Collections.Immutable;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

/// <summary>A host name the edge answers for; the key is the name.</summary>
public sealed record DomainOptions
{
    public ImmutableArray<string> Acls { get; init; } = [];

    /// <summary>Trunks whose inbound gateways may call this domain. Not given: every trunk.</summary>
    public ImmutableArray<string>? Trunks { get; init; }

    /// <summary>Default: the domain's name.</summary>
    public string? Realm { get; init; }

    /// <summary>
    /// Credentials are asked for and taken over TLS only: whoever reads a digest answer can guess its password at leisure.
    /// </summary>
    public bool RequireTlsForAuth { get; init; }

    /// <summary>
    /// Over TLS the domain is served only on connections that asked for its name in the handshake. UDP and TCP have no such name.
    /// </summary>
    public bool RequireSni { get; init; }

    /// <summary>
    /// OPTIONS outside a dialog is answered to everybody: for monitoring from anywhere. It admits nobody to anything else.
    /// </summary>
    public bool AnswerOptions { get; init; }

    /// <summary>Null: nobody can register.</summary>
    public PhoneOptions? Phones { get; init; }

    /// <summary>What challenges say for a domain of that name.</summary>
    public string RealmOf(string name) => Realm ?? HostName.Canonical(name);

    public ChallengeMode Challenge { get; init; } = ChallengeMode.Auto;

    /// <summary>Best first (RFC 8760 §2.4). MD5 last, since most phones know nothing else.</summary>
    public ImmutableArray<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5];
}
