namespace SipEdge.Media.Quality;

/// <summary>How what one side sends sounds at the edge, in a conversation with the other (ITU-T G.107). Plain data.</summary>
/// <param name="RFactor">0 to 93.2.</param>
/// <param name="Mos">1 to 4.41.</param>
/// <param name="OneWayMilliseconds">Mouth to ear, as far as it is known.</param>
public readonly record struct VoiceEstimate(double RFactor, double Mos, double OneWayMilliseconds)
{
    /// <summary>A packet of speech and what a codec looks ahead, in milliseconds.</summary>
    private const double PacketMilliseconds = 25;

    /// <summary>Fewer packets than a second of speech tell nothing.</summary>
    private const int FewestPackets = 50;

    /// <summary>
    /// Null when it cannot be told: nothing or too little was heard, or the codec is none of <see cref="VoiceCodec"/>.
    /// <para>The delay is half the round trip of both legs as far as RTCP tells it, a packet, and the play-out buffer: three
    /// times the jitter, at least one packet, at most <see cref="ArrivalTimes.PlayoutMilliseconds"/>.</para>
    /// </summary>
    public static VoiceEstimate? From(in StreamQuality stream, TimeSpan? otherRoundTrip)
    {
        if (stream.Expected < FewestPackets || !CodecImpairment.TryGet(stream.Codec, out var impairment))
        {
            return null;
        }

        var buffer = Math.Clamp(3 * stream.JitterMicroseconds / 1000.0, 20, ArrivalTimes.PlayoutMilliseconds);
        var network = ((stream.RoundTrip ?? TimeSpan.Zero) + (otherRoundTrip ?? TimeSpan.Zero)).TotalMilliseconds / 2;
        var delay = network + buffer + PacketMilliseconds;
        var rating = EModel.Rating(impairment, stream.UnplayedPercent, stream.BurstRatio, delay);
        return new VoiceEstimate(rating, EModel.MeanOpinionScore(rating), delay);
    }
}
