namespace SipEdge.Media.Quality;

/// <summary>How what a peer sends arrived, and what the peer says of what it hears. Plain data, of one moment.</summary>
public readonly record struct StreamQuality
{
    /// <summary>Packets by sequence number, those that never came included (RFC 3550 A.3).</summary>
    public long Expected { get; init; }

    /// <summary>Expected by sequence number and not received (RFC 3550 A.3).</summary>
    public long Lost { get; init; }

    public long Reordered { get; init; }

    public long Duplicates { get; init; }

    /// <summary>Came after the play-out point of the assumed buffer (<see cref="ArrivalTimes.PlayoutMilliseconds"/>).</summary>
    public long Late { get; init; }

    /// <summary>Lost, or too late to be played, and how they came.</summary>
    public LossBursts Bursts { get; init; }

    /// <summary>Interarrival jitter in microseconds (RFC 3550 A.8).</summary>
    public long JitterMicroseconds { get; init; }

    public long MaxJitterMicroseconds { get; init; }

    /// <summary>SSRC of the source that is counted.</summary>
    public uint Ssrc { get; init; }

    public int SourceChanges { get; init; }

    /// <summary>Payload type of the speech: what most of the last packets had, so not that of a digit.</summary>
    public byte PayloadType { get; init; }

    public VoiceCodec Codec { get; init; }

    /// <summary>How long ago the first and the latest packet came; null when none has.</summary>
    public TimeSpan? SinceFirst { get; init; }

    public TimeSpan? SinceLast { get; init; }

    /// <summary>Gaps of <see cref="StreamMonitor.SilenceSeconds"/> or more between packets, while the peer was to send.</summary>
    public TimeSpan Silences { get; init; }

    /// <summary>The peer is to send: not on hold.</summary>
    public bool Sends { get; init; }

    /// <summary>The peer's last report block; default when it has sent none.</summary>
    public RtcpReport Remote { get; init; }

    /// <summary>The peer's jitter in microseconds, with the clock of what it hears.</summary>
    public long RemoteJitterMicroseconds { get; init; }

    /// <summary>Between the edge and the peer and back.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The peer's own measurement, when it sends extended reports.</summary>
    public VoipMetrics? RemoteVoip { get; init; }

    public bool RemoteLossRuns { get; init; }

    public bool RemoteSummary { get; init; }

    /// <summary>It was heard, is to send, and nothing has come for <see cref="StreamMonitor.SilenceSeconds"/>.</summary>
    public bool IsSilent => Sends && SinceLast is { } ago && ago.TotalSeconds >= StreamMonitor.SilenceSeconds;

    /// <summary>Lost packets by expected ones, in percent.</summary>
    public double LossPercent => Expected == 0 ? 0 : 100.0 * Lost / Expected;

    /// <summary>Lost and late packets by expected ones: what a listener did not hear, in percent.</summary>
    public double UnplayedPercent => Expected == 0 ? 0 : Math.Min(100, 100.0 * Bursts.Lost / Expected);

    /// <summary>
    /// Mean run of unplayed packets by that of random loss: 1 is random, more is bursts (ITU-T G.107 §7.5). A run of random loss
    /// has 1 / (1 - loss) packets on average.
    /// </summary>
    public double BurstRatio => Bursts.Runs == 0
        ? 1
        : Math.Max(1, (double)Bursts.Lost / Bursts.Runs * (1 - (UnplayedPercent / 100)));
}
