using System.Collections.Immutable;
using SipEdge.Core.Phones;
using SipEdge.Core.Repairs;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>
/// How and when a request reached the edge. Source: where it came from. Local: the address and port of ours that was called.
/// IndicatedName: the server name that a TLS peer asked for (SNI).
/// Now: the loop's milliseconds, which never go back. Time: the time of day, for what an operator wrote as one.
/// </summary>
public readonly record struct Arrival(
    Flow Source, SocketEndpoint Local, long Now, DateTimeOffset Time, string? IndicatedName = null)
{
    /// <summary>What the TLS handshake came to; null without one.</summary>
    public TlsSession? Tls { get; init; }

    /// <summary>Whom the caller's certificate names, verified for each of them.</summary>
    public ImmutableArray<PeerName> PeerNames => Tls?.Verified ?? [];

    /// <summary>Which trunks were registered then. Nobody is where it was not asked.</summary>
    public RegisteredTrunks Registered { get; init; } = RegisteredTrunks.None;

    /// <summary>What was mended of the datagram before it was read.</summary>
    public AlgDamage Mended { get; init; }

    /// <summary>The contact whose flow this is and whose address of record From names; null when it is none's.</summary>
    public PhoneBinding? Phone { get; init; }

    /// <summary>The contact that the Request-URI names in the edge's own way; null when it names none.</summary>
    public PhoneBinding? CalledPhone { get; init; }
}
