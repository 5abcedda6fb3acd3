using System.Collections.Immutable;

namespace SipEdge.Sip.Transport;

/// <summary>What a TLS handshake came to. Immutable.</summary>
/// <param name="Version">"TLSv1.3".</param>
/// <param name="Suite">As IANA names it.</param>
/// <param name="PeerName">
/// The first identity of the certificate that the peer showed; on an inbound connection nobody may have verified it. Null
/// without one.
/// </param>
/// <param name="Verified">
/// Inbound: whom the peer's certificate names, by the word of an authority that was asked about exactly them.
/// </param>
public sealed record TlsSession(string Version, string Suite, string? PeerName, ImmutableArray<PeerName> Verified)
{
    /// <summary>Outbound: the name that was called, which the certificate carries.</summary>
    public string? CalledAs { get; init; }

    /// <summary>A name that the peer has proved to have; null where none was asked for, or nobody vouches for it.</summary>
    public string? VerifiedName => CalledAs ?? (Verified is [var first, ..] ? first.Name : null);
}

/// <summary>A name of a certificate that leads to the authority of <paramref name="Peer"/>.</summary>
/// <param name="Peer">Who expects the name: a trunk.</param>
/// <param name="Name">As the certificate has it.</param>
public sealed record PeerName(string Peer, string Name);
