namespace SipEdge.Core.Configuration;

/// <summary>What is bounded so that nobody can fill the edge.</summary>
public sealed record LimitOptions
{
    /// <summary>The largest UDP datagram; no SIP message in practice is longer.</summary>
    public int MessageBytes { get; init; } = 65_535;

    public int LineBytes { get; init; } = 8_192;

    public int Headers { get; init; } = 128;

    public int Connections { get; init; } = 10_000;

    /// <summary>A PBX behind one address may hold a few hundred phones.</summary>
    public int ConnectionsPerSource { get; init; } = 500;

    /// <summary>Connections of one source that have not sent a whole message yet.</summary>
    public int HalfSentPerSource { get; init; } = 50;

    /// <summary>
    /// TLS handshakes at once, all sources together: they are what costs most before anyone is known. Enough that twenty addresses
    /// which begin as many as they may and then say nothing do not keep everybody else waiting.
    /// </summary>
    public int Handshakes { get; init; } = 1_000;

    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the first byte of a message to its last.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection without traffic. Phones send keep-alives every two minutes or so (RFC 5626 §4.4.1).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Transactions per loop. Over UDP a call leaves three of them for 32 s (RFC 3261 timers J, L, M), about 100 for each call per
    /// second: this is 2,500 calls per second.
    /// </summary>
    public int Transactions { get; init; } = 250_000;

    /// <summary>
    /// Nonces whose counts are remembered, per loop. A caller that authenticates every call anew uses one for each, until it
    /// expires: with the default lifetime this is 3,300 calls per second.
    /// </summary>
    public int Nonces { get; init; } = 100_000;
}
