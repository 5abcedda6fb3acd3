namespace SipEdge.Media.Dtls;

/// <summary>How long a handshake waits, in nanoseconds.</summary>
internal readonly record struct DtlsTimes(long Deadline, long FirstTimeout)
{
    private const long Millisecond = 1_000_000;

    /// <summary>
    /// Deviates: RFC 6347 §4.2.4.1 begins with 1 s. Somebody waits to be heard, and a call's round trip is far below 250 ms, so
    /// a lost datagram costs a quarter of that; it doubles from there as the RFC has it. 30 s is long enough for a peer that
    /// answers late, and short enough that nobody listens to silence for longer.
    /// </summary>
    public static DtlsTimes Default { get; } = new(30_000 * Millisecond, 250 * Millisecond);
}
