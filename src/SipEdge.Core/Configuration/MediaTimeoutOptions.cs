namespace SipEdge.Core.Configuration;

/// <summary>When silence on the wire is a fault. A key that is not given is that of the less specific block.</summary>
public sealed record MediaTimeoutOptions
{
    /// <summary>Long after every codec's first packet, and before a caller would wait any longer.</summary>
    public static readonly TimeSpan DefaultNoMedia = TimeSpan.FromSeconds(30);

    /// <summary>A peer that saves packets in pauses still sends some RTP or comfort noise now and then.</summary>
    public static readonly TimeSpan DefaultSilence = TimeSpan.FromSeconds(60);

    /// <summary>From the answer to the first packet. Zero: never.</summary>
    public TimeSpan? NoMedia { get; init; }

    /// <summary>From one packet to the next, while the peer is expected to send. Zero: never.</summary>
    public TimeSpan? Silence { get; init; }

    public MediaTimeoutAction? Action { get; init; }

    public MediaTimeoutOptions Over(MediaTimeoutOptions other) => new()
    {
        NoMedia = NoMedia ?? other.NoMedia,
        Silence = Silence ?? other.Silence,
        Action = Action ?? other.Action,
    };
}
