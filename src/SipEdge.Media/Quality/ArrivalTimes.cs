namespace SipEdge.Media.Quality;

/// <summary>
/// Jitter of what one peer sends (RFC 3550 A.8), and which packets an assumed play-out buffer would have thrown away as too late.
/// In units of the RTP clock. Plain data; owned by the media loop.
/// <para>Deviates: a packet with the timestamp of the one before says nothing about its way and is left out: the packets of one
/// DTMF event (RFC 4733 §2.5.1.1) and of one picture share theirs, and would look later and later.</para>
/// </summary>
public struct ArrivalTimes
{
    /// <summary>
    /// The assumed buffer: a packet is late when its way took this much longer than that of the fastest of the last 64 to 128
    /// packets. So the play-out point follows a drifting clock; after ten late packets in a row it follows them, as the adaptive
    /// buffers of telephones do.
    /// </summary>
    public const int PlayoutMilliseconds = 60;

    private const int WindowPackets = 64;

    private const int MaxLateRun = 10;

    /// <summary>Seconds that no network holds a packet back: the sender's timestamps jumped.</summary>
    private const int MaxStep = 2;

    private bool _known;
    private int _left;
    private uint _timestamp;
    private uint _transit;
    private uint _fastest;
    private uint _base;
    private int _lateRun;
    private uint _fastestLate;

    // Scaled by 16 as in A.8.
    private uint _jitter;
    private uint _maxJitter;

    public long Late { get; private set; }

    public readonly uint Jitter => _jitter >> 4;

    public readonly uint MaxJitter => _maxJitter >> 4;

    /// <summary>Another source, or another timeline: ways cannot be compared with those before.</summary>
    public void Restart() => _known = false;

    /// <summary>One packet that came at <paramref name="arrival"/> of the RTP clock. True when it came in time.</summary>
    public bool Add(uint arrival, uint timestamp, int clockRate)
    {
        if (_known && timestamp == _timestamp)
        {
            return true;
        }

        var transit = arrival - timestamp;
        var step = (uint)Math.Abs((long)(int)(transit - _transit));
        _timestamp = timestamp;
        _transit = transit;
        if (!_known || step > (uint)clockRate * MaxStep)
        {
            (_known, _fastest, _base, _left, _lateRun) = (true, transit, transit, WindowPackets, 0);
            return true;
        }

        _jitter += step - ((_jitter + 8) >> 4);
        _maxJitter = Math.Max(_maxJitter, _jitter);
        if ((int)(transit - _fastest) < 0)
        {
            _fastest = transit;
            _base = (int)(transit - _base) < 0 ? transit : _base;
        }

        if (--_left == 0)
        {
            (_base, _fastest, _left) = (_fastest, transit, WindowPackets);
        }

        if ((int)(transit - _base) <= clockRate * PlayoutMilliseconds / 1000)
        {
            _lateRun = 0;
            return true;
        }

        Late++;
        _fastestLate = _lateRun == 0 || (int)(transit - _fastestLate) < 0 ? transit : _fastestLate;
        if (++_lateRun == MaxLateRun)
        {
            (_base, _fastest, _left, _lateRun) = (_fastestLate, _fastestLate, WindowPackets, 0);
        }

        return false;
    }

    /// <summary>A packet too far behind to be played, whatever its timestamp.</summary>
    public void CountLate() => Late++;
}
