namespace SipEdge.Media.Relay;

/// <summary>
/// Has a peer that is expected to send been quiet for too long? Told once, until it is heard again or signalling changes
/// what is expected. Times in nanoseconds; a function of its inputs and time.
/// </summary>
internal struct SilenceWatch
{
    private long _noMedia;
    private long _silence;

    // Since when the peer is to send, and since when it is this peer.
    private long _expectedSince;
    private long _peerSince;
    private bool _expected;

    /// <summary>When the latest good packet came; written for every one.</summary>
    public long LastPacket;

    /// <summary>Whether <see cref="Check"/> could tell anything.</summary>
    public readonly bool Running => _expected && (_noMedia | _silence) != 0;

    /// <summary>The quiet was told, and its end is to be told too.</summary>
    public bool Told { get; private set; }

    /// <summary>
    /// Takes what signalling says. Time starts again when the peer is a new one or begins to be expected (a hold ends).
    /// </summary>
    public void Expect(bool sends, MediaTimeouts timeouts, bool newPeer, long now)
    {
        _noMedia = timeouts.NoMedia.Ticks * TimeSpan.NanosecondsPerTick;
        _silence = timeouts.Silence.Ticks * TimeSpan.NanosecondsPerTick;
        if (newPeer)
        {
            _peerSince = now;
        }

        if (newPeer || !sends || !_expected)
        {
            _expectedSince = now;
            Told = false;
        }

        _expected = sends;
    }

    /// <summary>True once when the time is over.</summary>
    public bool Check(long now, out MediaEventKind kind, out int milliseconds)
    {
        var heard = LastPacket >= _peerSince && LastPacket != 0;
        var limit = heard ? _silence : _noMedia;
        kind = heard ? MediaEventKind.Silent : MediaEventKind.NoMedia;
        milliseconds = QuietFor(now);
        if (!_expected || Told || limit == 0 || now - QuietSince < limit)
        {
            return false;
        }

        Told = true;
        return true;
    }

    /// <summary>A packet came and is not yet in <see cref="LastPacket"/>. How long the told quiet was, in milliseconds.</summary>
    public int Resume(long now)
    {
        Told = false;
        return QuietFor(now);
    }

    private readonly long QuietSince => Math.Max(LastPacket, _expectedSince);

    private readonly int QuietFor(long now) => (int)Math.Min((now - QuietSince) / 1_000_000, int.MaxValue);
}
