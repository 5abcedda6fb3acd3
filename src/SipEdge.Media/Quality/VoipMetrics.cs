namespace SipEdge.Media.Quality;

/// <summary>
/// What a peer's own measurement says (RTCP XR VoIP metrics block, RFC 3611 §4.7), as sent: fractions of 256, milliseconds, and
/// 127 for a rating that it does not have.
/// </summary>
public readonly record struct VoipMetrics(
    byte LossRate,
    byte DiscardRate,
    ushort RoundTripMilliseconds,
    ushort EndSystemMilliseconds,
    byte RFactor,
    byte MosListening,
    byte MosConversational)
{
    private const byte Unavailable = 127;

    /// <summary>Packets that came and were not played, in percent.</summary>
    public double DiscardPercent => DiscardRate / 2.56;

    public int? Rating => RFactor == Unavailable ? null : RFactor;

    /// <summary>Of the conversation, delay included, as far as the peer has it; else of listening alone.</summary>
    public double? Mos => MosConversational != Unavailable ? MosConversational / 10.0
        : MosListening != Unavailable ? MosListening / 10.0
        : null;
}
