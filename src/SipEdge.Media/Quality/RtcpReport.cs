namespace SipEdge.Media.Quality;

/// <summary>What one RTCP compound tells of the way to its sender and from it. Plain data.</summary>
public readonly record struct RtcpReport
{
    /// <summary>A sender report was in it; <see cref="NtpMiddle"/> is what the other end will quote as LSR.</summary>
    public bool HasSender { get; init; }

    /// <summary>The middle 32 bits of the NTP timestamp (RFC 3550 §6.4.1).</summary>
    public uint NtpMiddle { get; init; }

    /// <summary>A report block about the source asked for was in it; the fields below are of it.</summary>
    public bool HasBlock { get; init; }

    /// <summary>Lost of every 256 since the report before.</summary>
    public byte FractionLost { get; init; }

    /// <summary>Lost since the beginning; below 0 when packets were repeated.</summary>
    public int CumulativeLost { get; init; }

    /// <summary>In units of the RTP clock.</summary>
    public uint Jitter { get; init; }

    /// <summary>The sender report that came last over there, 0 when none has.</summary>
    public uint LastSenderReport { get; init; }

    /// <summary>How long that was ago when this was sent, in 1/65536 s.</summary>
    public uint DelaySinceLast { get; init; }

    /// <summary>The measurement of the sender itself (RFC 3611 §4.7), when it made one about that source.</summary>
    public VoipMetrics? Voip { get; init; }

    /// <summary>Blocks of RFC 3611 §4.1 (run lengths of loss) and §4.6 (statistics summary) were in it.</summary>
    public bool HasLossRuns { get; init; }

    public bool HasSummary { get; init; }
}
