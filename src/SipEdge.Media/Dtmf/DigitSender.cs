using System.Runtime.CompilerServices;

namespace SipEdge.Media.Dtmf;

/// <summary>
/// Turns digits into telephone-events, one packet for each slot of a stream (RFC 4733 §2.5.1): a start with the marker, updates,
/// the end three times, a pause. All packets of a digit bear the timestamp it began at. Plain data; the owner says when a slot
/// is and numbers the packets.
/// </summary>
public struct DigitSender
{
    /// <summary>Digits that wait; one more is refused.</summary>
    public const int MaxQueued = 32;

    /// <summary>Between the end of a digit and the next, in nanoseconds: ITU-T Q.24 has receivers take 40 ms.</summary>
    public const long Pause = 60_000_000;

    /// <summary>Packets that say the end (§2.5.1.4).</summary>
    private const int Ends = 3;

    /// <summary>What a first packet says of its length: one slot of 20 ms.</summary>
    private const int SlotsPerSecond = 50;

    /// <summary>Seconds that a source's time may seem to go back; further back it is another time line.</summary>
    private const int MaxStepBack = 10;

    private Waiting _waiting;
    private int _first;
    private int _queued;

    private bool _sending;
    private byte _code;
    private uint _start;
    private uint _end;
    private uint _duration;
    private uint _target;
    private int _endsLeft;
    private long _pausedUntil;

    /// <summary>Nothing is being sent and nothing waits.</summary>
    public readonly bool IsIdle => !_sending && _queued == 0;

    /// <summary>A digit has begun: its packets belong to one source and one time line.</summary>
    public readonly bool IsSending => _sending;

    public readonly int Queued => _queued;

    /// <summary>False when as many wait as may.</summary>
    public bool TryQueue(DigitPress press)
    {
        if (_queued == MaxQueued || (byte)press.Digit > TelephoneEvent.HighestDigit)
        {
            return false;
        }

        _waiting[(_first + _queued) % MaxQueued] = press.Bounded();
        _queued++;
        return true;
    }

    /// <summary>What to send in this slot; false when it stays as it is: nothing is to be said, or a pause lasts.</summary>
    /// <param name="slot">RTP time of the slot, of the source that the digit began on.</param>
    /// <param name="clockRate">RTP clock in Hz.</param>
    /// <param name="now">Nanoseconds of any clock that only goes on.</param>
    /// <param name="next">The packet.</param>
    public bool TryNext(uint slot, int clockRate, long now, out EventSlot next)
    {
        next = default;
        var marker = false;
        if (!_sending)
        {
            if (_queued == 0 || now < _pausedUntil)
            {
                return false;
            }

            Begin(slot, clockRate);
            marker = true;
        }

        if (_endsLeft == 0)
        {
            Lengthen(slot, clockRate);
            _endsLeft = _duration >= _target ? Ends : 0;
        }

        next = new EventSlot(
            new TelephoneEvent(_code, _endsLeft > 0, TelephoneEvent.UsualVolume, (ushort)_duration), _start, marker);
        if (_endsLeft > 0 && --_endsLeft == 0)
        {
            _sending = false;
            _end = _start + _duration;
            _pausedUntil = now + Pause;
        }

        return true;
    }

    private void Begin(uint slot, int clockRate)
    {
        var press = _waiting[_first];
        _waiting[_first] = default;
        _first = (_first + 1) % MaxQueued;
        _queued--;
        _sending = true;
        _code = (byte)press.Digit;

        // Audio that came late may have led the time back behind the last digit, and a receiver would take this one for old.
        _start = _end - slot <= MaxStepBack * (uint)clockRate ? _end : slot;
        _duration = 0;
        _endsLeft = 0;

        // Deviates: a long digit at a fast clock is cut where the field ends (48 kHz: 1.3 s), not sent in segments (§2.5.1.3).
        _target = (uint)Math.Min(press.Milliseconds * (long)clockRate / 1000, ushort.MaxValue);
    }

    private void Lengthen(uint slot, int clockRate)
    {
        var step = (uint)(clockRate / SlotsPerSecond);
        var reached = slot - _start + step;

        // A slot whose time makes no sense here counts as one that comes right after the last.
        var plausible = reached > _duration && reached - _duration <= ushort.MaxValue;
        _duration = Math.Min(plausible ? reached : _duration + step, _target);
    }

    [InlineArray(MaxQueued)]
    private struct Waiting
    {
        private DigitPress _first;
    }
}
