namespace SipEdge.Media.Quality;

/// <summary>
/// What a peer's own measurement says (RTCP XR VoIP metrics block, RFC 3611 §4.7); fractions of 256 and milliseconds as sent. 127 is
/// "unavailable" for the ratings.
/// </summary>
public readonly record struct VoipMetrics(
    byte LossRate,
    byte DiscardRate,
    ushort RoundTripMilliseconds,
    ushort EndSystemMilliseconds,
    byte RFactor,
    byte MosListening,
    byte MosConversational);
