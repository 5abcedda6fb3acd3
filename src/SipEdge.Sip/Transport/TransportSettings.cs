using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Transport;

/// <summary>One address the edge listens on. Numbers are small and unique: they index arrays.</summary>
/// <param name="Number">How flows name this listener.</param>
/// <param name="Transport">UDP, TCP or TLS.</param>
/// <param name="Bind">Port 0: any free one, see <see cref="TransportHost.BoundPort"/>.</param>
/// <param name="AdvertisedHost">What Via and Contact say; an IPv6 address in brackets.</param>
/// <param name="AdvertisedPort">0: the port that was bound.</param>
public sealed record ListenerSettings(
    byte Number,
    TransportKind Transport,
    IPEndPoint Bind,
    string AdvertisedHost,
    int AdvertisedPort)
{
    /// <summary>
    /// A descriptor that is bound there already, and listens if it is a stream; the transport owns it from then on. Null: bind. The loops
    /// then share one UDP socket.
    /// </summary>
    public int? Inherited { get; init; }

    /// <summary>Required for TLS.</summary>
    public TlsServerSettings? Tls { get; init; }
}

/// <summary>How a TLS peer that the edge calls is verified: always by chain and name, unless told otherwise here.</summary>
public sealed record TlsClientSettings
{
    public static TlsClientSettings Default { get; } = new();

    public SslProtocols Protocols { get; init; } = TlsPolicy.Versions;

    /// <summary>The only roots that are trusted; null: those of the system.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>What the edge shows when the peer asks; null: nothing.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>SHA-256 of public keys (SubjectPublicKeyInfo), one of which the verified chain must hold; empty: any.</summary>
    public ImmutableArray<ImmutableArray<byte>> Pins { get; init; } = [];

    /// <summary>
    /// Takes whatever certificate the peer shows. Encrypts, but does not tell who is there: anyone on the way can be the
    /// peer. Only for one named target at a time, never as the default.
    /// </summary>
    public bool AcceptAnyCertificate { get; init; }
}

/// <summary>What strangers and slow peers may take up. Times in milliseconds.</summary>
public sealed record TransportLimits
{
    public static TransportLimits Default { get; } = new();

    /// <summary>Stream connections in all, those the edge opens included. An idle TLS one costs about 40 kB.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Inbound connections of one IPv4 address or IPv6 /64: an office of phones behind one NAT.</summary>
    public int MaxConnectionsPerSource { get; init; } = 256;

    /// <summary>Of these, how many may be without a whole message yet: more is no office opening in the morning.</summary>
    public int MaxUnprovenPerSource { get; init; } = 64;

    /// <summary>TLS handshakes at one time; others wait their turn. One costs about 0.7 ms of a core.</summary>
    public int MaxConcurrentHandshakes { get; init; } = 32;

    /// <summary>From accept to the end of the TLS handshake, waiting for a turn included.</summary>
    public int HandshakeTimeout { get; init; } = 10_000;

    public int ConnectTimeout { get; init; } = 5_000;

    /// <summary>From the first byte of a message to its last, however the bytes trickle.</summary>
    public int MessageTimeout { get; init; } = 10_000;

    /// <summary>From an open connection to its first whole message.</summary>
    public int FirstMessageTimeout { get; init; } = 32_000;

    /// <summary>Without a message or keepalive. RFC 5626 §4.4.1 lets clients ping every two minutes.</summary>
    public int IdleTimeout { get; init; } = 600_000;

    /// <summary>From a ping of ours to its pong (RFC 5626 §4.4.1).</summary>
    public int PongTimeout { get; init; } = 10_000;

    /// <summary>How long a peer may not read while something waits to be sent to it.</summary>
    public int WriteTimeout { get; init; } = 10_000;

    /// <summary>What may wait to be sent on one connection, in bytes.</summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>Messages waiting for a loop that others have read.</summary>
    public int MailboxCapacity { get; init; } = 16_384;

    /// <summary>SO_RCVBUF of each UDP socket: at 1,000 bytes a message, 4,000 of them while the loop is busy.</summary>
    public int UdpReceiveBuffer { get; init; } = 4 * 1024 * 1024;

    public ParseLimits Parse { get; init; } = ParseLimits.Default;
}

/// <summary>Everything a <see cref="TransportHost"/> is told.</summary>
public sealed record TransportHostSettings
{
    public required IReadOnlyList<ListenerSettings> Listeners { get; init; }

    public required ILoopRouter Router { get; init; }

    public int LoopCount { get; init; } = 1;

    public TransportLimits Limits { get; init; } = TransportLimits.Default;

    /// <summary>Null: everything passes.</summary>
    public IIngressGate? Gate { get; init; }

    public TlsTrust Trust { get; init; } = TlsTrust.Default;
}
