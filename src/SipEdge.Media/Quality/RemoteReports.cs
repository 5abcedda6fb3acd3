namespace SipEdge.Media.Quality;

/// <summary>
/// What the peer of a stream reports by RTCP of what it hears, and how long the way to it is: a sender report passed on to it
/// comes back quoted in its own, with the time it kept it (RFC 3550 §6.4.1), so the round trip is that between the edge and
/// the peer. Plain data; owned by the media loop.
/// </summary>
internal struct RemoteReports
{
    /// <summary>A longer round trip is a clock or a quote that is wrong.</summary>
    private const long MaxRoundTrip = 10_000_000_000;

    // The last two sender reports of this stream: their name, and when they went on to the other side.
    private uint _sentLast;
    private uint _sentBefore;
    private long _sentLastAt;
    private long _sentBeforeAt;

    public RtcpReport Last { get; private set; }

    public VoipMetrics? Voip { get; private set; }

    public bool HasLossRuns { get; private set; }

    public bool HasSummary { get; private set; }

    /// <summary>Nanoseconds between the edge and this peer and back; below 0 while unknown.</summary>
    public long RoundTrip { get; private set; }

    public void Clear() => this = new RemoteReports { RoundTrip = -1 };

    /// <param name="other">Of the stream that this peer hears.</param>
    public void Add(in RtcpReport report, ref RemoteReports other, long now)
    {
        if (report.HasSender)
        {
            (_sentBefore, _sentBeforeAt) = (_sentLast, _sentLastAt);
            (_sentLast, _sentLastAt) = (report.NtpMiddle, now);
        }

        HasLossRuns |= report.HasLossRuns;
        HasSummary |= report.HasSummary;
        Voip = report.Voip ?? Voip;
        if (!report.HasBlock)
        {
            return;
        }

        Last = report;
        var sentAt = report.LastSenderReport == 0 ? 0
            : report.LastSenderReport == other._sentLast ? other._sentLastAt
            : report.LastSenderReport == other._sentBefore ? other._sentBeforeAt
            : 0;
        if (sentAt == 0)
        {
            return;
        }

        // 1/65536 s to nanoseconds. A little below 0 is the pace of the loop; far below is a wrong quote.
        var trip = now - sentAt - (long)((ulong)report.DelaySinceLast * 1_000_000_000 >> 16);
        if (trip is > -MaxRoundTrip / 1000 and < MaxRoundTrip)
        {
            RoundTrip = Math.Max(0, trip);
        }
    }
}
