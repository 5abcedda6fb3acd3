namespace SipEdge.Media.Srtp;

/// <summary>
/// Finds a roll-over count that was missed. The estimate of RFC 3711 §3.3.1 is right up to a gap of 2^15 packets (11
/// minutes of audio); behind a longer one, or when a stream is joined after its first wrap, every packet fails for ever.
/// So some of the packets that fail are tried again with a higher count.
/// </summary>
/// <remarks>
/// Forgeries must not buy work: one packet in 16 that fail in a row gets one more attempt, so that a flood of them costs
/// at most a sixteenth more, and a stream that comes through never tries at all. Attempts only go forward, where no
/// packet has been accepted yet, so that a recording gains nothing; a gap of up to four wraps and a half (98 minutes of
/// audio) is found within 64 packets. Kept beside the replay state and not part of it: forgetting it costs 16 packets.
/// </remarks>
internal struct RollOverSearch
{
    public const int Interval = 16;

    public const int MaxWraps = 4;

    private uint _failures;

    /// <summary>A packet has authenticated: the estimate is right.</summary>
    public void Found() => _failures = 0;

    /// <summary>A packet has failed: how many wraps beyond the estimate to try it with, or 0 to leave it.</summary>
    public int Next()
    {
        _failures++;
        return _failures % Interval == 0 ? 1 + (int)(((_failures / Interval) - 1) % MaxWraps) : 0;
    }
}
