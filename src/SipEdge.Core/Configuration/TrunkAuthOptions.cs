using System.Collections.Immutable;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

/// <summary>What the edge answers a trunk's challenges with: of its INVITEs, of everything inside a call, of REGISTER.</summary>
public sealed record TrunkAuthOptions
{
    /// <summary>Stands for every realm. Only where it is written.</summary>
    public const string AnyRealm = "*";

    public required string Username { get; init; }

    public SecretReference? Password { get; init; }

    public Ha1Options? Ha1 { get; init; }

    /// <summary>
    /// Not given: registrar_domain. No realm is answered that nobody has named: a peer writes the realm of its challenge itself,
    /// and would collect answers to guess the password from.
    /// </summary>
    public ImmutableArray<string> Realms { get; init; } = [];

    /// <summary>Default MD5: many carriers have nothing else.</summary>
    public DigestAlgorithm MinAlgorithm { get; init; } = DigestAlgorithm.Md5;

    /// <summary>Challenges over UDP and TCP are not answered.</summary>
    public bool RequireTlsForAuth { get; init; }

    /// <summary>Default refuse: a wrong password is not cured by the next gateway, and each more try may lock the account.</summary>
    public WhenRefused WhenRefused { get; init; } = WhenRefused.Refuse;
}
