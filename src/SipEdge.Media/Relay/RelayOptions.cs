namespace SipEdge.Media.Relay;

/// <summary>What a <see cref="RelayPlane"/> is built with. Immutable.</summary>
public sealed record RelayOptions
{
    public static RelayOptions Default { get; } = new();

    /// <summary>First port of the range; rounded up to even. Default 10000.</summary>
    public ushort FirstPort { get; init; } = 10000;

    /// <summary>
    /// Last port of the range, included. Default 29999: room for 5,000 calls with both sides on one address, and below
    /// what Linux gives out by itself (32768 and up).
    /// </summary>
    public ushort LastPort { get; init; } = 29999;

    /// <summary>Threads that relay. One core relays some 200,000 packets a second, 2,000 calls of 20 ms packets.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>Sessions open at once.</summary>
    public int MaxSessions { get; init; } = 10_000;

    /// <summary>
    /// A loop wakes at most once in this time and then takes all there is: less CPU for a delay far below a 20 ms frame.
    /// 0 to 5 ms; 0 wakes for every packet.
    /// </summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long after the first packet an address may still be learned. rtpengine has 3 s too.</summary>
    public TimeSpan LearningWindow { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long after Configure the first packet may come and start learning: a callee rings up to Timer C.</summary>
    public TimeSpan LearningPatience { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>
    /// Bytes of SO_RCVBUF per socket. Enough for a second of audio, and a bound on what a flood can hold in the kernel.
    /// </summary>
    public int ReceiveBuffer { get; init; } = 64 * 1024;

    /// <summary>DSCP of what is sent; 46 is Expedited Forwarding (RFC 4594 §4.1). 0 leaves the system's.</summary>
    public byte Dscp { get; init; } = 46;

    /// <summary>
    /// Addresses that reach this machine beside the ones bound: advertised ones. Media never goes to our own ports.
    /// </summary>
    public IReadOnlyList<MediaEndpoint> OwnAddresses { get; init; } = [];

    /// <summary>Edge loops that open sessions, numbered from 0; each has its own queue of events.</summary>
    public int Owners { get; init; } = 1;

    /// <summary>Events kept per owner for <see cref="IMediaPlane.TryReadEvent"/>.</summary>
    public int MaxEvents { get; init; } = 4096;
}
