using SipEdge.Media.Rtp;

namespace SipEdge.Media.Dtmf;

/// <summary>
/// Hears the digits in the telephone-event packets of one stream, each exactly once: an event is known by its RTP
/// timestamp, whatever of its packets is lost, repeated or late (RFC 4733 §2.5.2). A digit is told when its end is heard, and
/// if every end packet is lost, when the next one begins or nothing more has come of it for <see cref="Patience"/>.
/// Plain data; time is an argument.
/// </summary>
public struct DigitDetector
{
    /// <summary>Digits one packet can complete: those it carries (§2.5.1.5), and one before them whose end was lost.</summary>
    public const int MaxAtOnce = MaxEvents + 1;

    /// <summary>
    /// Nanoseconds after which an event without news is over: more than the three intervals of 50 ms in which §2.5.2.2 has
    /// updates come.
    /// </summary>
    public const long Patience = 200_000_000;

    private const int MaxEvents = 4;

    /// <summary>A packet this much older than what was heard last is late; older still is a sender that restarted.</summary>
    private const int LateSeconds = 10;

    // A long event comes in segments of at most this many units (§2.5.1.3); some senders end them at a whole packet below.
    private const int LongestSegment = ushort.MaxValue;
    private const int ShortestSegment = 0xF000;

    private bool _known;
    private bool _open;
    private DtmfDigit _digit;
    private uint _ssrc;
    private uint _start;
    private uint _earlier;
    private uint _duration;
    private int _clockRate;
    private long _heardAt;

    /// <summary>A digit has begun and not ended: <see cref="TryExpire"/> is to be asked from time to time.</summary>
    public readonly bool IsHearing => _open;

    /// <summary>Takes one packet of the event payload type.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">What follows the header, padding left out.</param>
    /// <param name="clockRate">RTP clock in Hz.</param>
    /// <param name="now">Nanoseconds of any clock that only goes on.</param>
    /// <param name="heard">Room for <see cref="MaxAtOnce"/>.</param>
    /// <returns>How many digits this packet completed.</returns>
    public int Add(in RtpHeader header, ReadOnlySpan<byte> payload, int clockRate, long now, Span<DigitPress> heard)
    {
        var count = 0;
        var start = header.Timestamp;
        var marker = header.Marker;
        for (var i = 0; i < MaxEvents && TelephoneEvent.TryRead(payload, out var telephoneEvent); i++)
        {
            if (telephoneEvent.IsDigit)
            {
                Take(header.Ssrc, start, marker, telephoneEvent, clockRate, now, heard, ref count);
            }

            // The next event of the packet begins where this one ended (§2.5.1.5).
            start += telephoneEvent.Duration;
            marker = false;
            payload = payload[TelephoneEvent.Length..];
        }

        return count;
    }

    /// <summary>True when the digit under way is over because nothing more came of it.</summary>
    public bool TryExpire(long now, out DigitPress heard)
    {
        heard = default;
        if (!_open || now - _heardAt < Patience)
        {
            return false;
        }

        heard = Finish();
        return true;
    }

    private void Take(
        uint ssrc,
        uint start,
        bool marker,
        in TelephoneEvent telephoneEvent,
        int clockRate,
        long now,
        Span<DigitPress> heard,
        ref int count)
    {
        var digit = (DtmfDigit)telephoneEvent.Code;
        var ahead = (int)(start - _start);
        if (!_known || ssrc != _ssrc)
        {
            Begin(heard, ref count);
        }
        else if (ahead == 0 && digit == _digit)
        {
            if (!_open)
            {
                return; // told already: a repeated end, or an update that comes after it
            }
        }
        else if (ahead < 0 && ahead > -LateSeconds * clockRate)
        {
            return;
        }
        else if (_open && digit == _digit && !marker && IsNextSegment(ahead, clockRate))
        {
            _earlier += (uint)ahead;
            _duration = 0;
            _start = start;
        }
        else
        {
            Begin(heard, ref count);
        }

        if (!_open)
        {
            (_known, _open, _ssrc, _start, _digit, _earlier, _duration) = (true, true, ssrc, start, digit, 0, 0);
        }

        _duration = Math.Max(_duration, telephoneEvent.Duration);
        _clockRate = clockRate;
        _heardAt = now;
        if (telephoneEvent.End)
        {
            heard[count++] = Finish();
        }
    }

    /// <summary>Another event begins: the one before it is over, end packet or not.</summary>
    private void Begin(Span<DigitPress> heard, ref int count)
    {
        if (_open)
        {
            heard[count++] = Finish();
        }
    }

    private readonly bool IsNextSegment(int ahead, int clockRate) =>
        ahead is >= ShortestSegment and <= LongestSegment && ahead - (int)_duration <= clockRate / 10;

    private DigitPress Finish()
    {
        _open = false;
        return new DigitPress(_digit, (int)((_earlier + (long)_duration) * 1000 / _clockRate));
    }
}
