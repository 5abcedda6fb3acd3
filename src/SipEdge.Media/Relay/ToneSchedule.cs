using System.Numerics;

namespace SipEdge.Media.Relay;

/// <summary>
/// When which side is to be looked at again: a wheel of 32 places of a millisecond, since nothing waits longer than a slot
/// of 20 ms. Costs what is due, not what is playing. A side is in it at most once. Owned by the loop.
/// </summary>
internal sealed class ToneSchedule
{
    private const int Places = 32;
    private const long Millisecond = 1_000_000;

    private readonly StreamTones?[] _heads = new StreamTones?[Places];

    // Bit n: place n has somebody.
    private uint _occupied;

    // The millisecond whose place is looked at next.
    private long _at;

    public bool IsEmpty => _occupied == 0;

    /// <summary>Enters a side that is not in it. A time beyond the wheel becomes the end of the wheel.</summary>
    public void Add(StreamTones tones, long due, long now)
    {
        if (_occupied == 0)
        {
            _at = now / Millisecond;
        }

        var when = Math.Clamp((due + Millisecond - 1) / Millisecond, _at, _at + Places - 1);
        var place = (int)(when % Places);
        tones.NextScheduled = _heads[place];
        tones.IsScheduled = true;
        _heads[place] = tones;
        _occupied |= 1u << place;
    }

    /// <summary>Takes out a side whose time has come.</summary>
    public bool TryTake(long now, out StreamTones tones)
    {
        tones = null!;
        for (var until = now / Millisecond; _occupied != 0 && _at <= until; _at++)
        {
            var place = (int)(_at % Places);
            if (_heads[place] is { } head)
            {
                _heads[place] = head.NextScheduled;
                _occupied &= head.NextScheduled is null ? ~(1u << place) : uint.MaxValue;
                head.NextScheduled = null;
                head.IsScheduled = false;
                tones = head;
                return true;
            }
        }

        return false;
    }

    /// <summary>Milliseconds until somebody is due, at most <paramref name="longest"/>.</summary>
    public int Patience(long now, int longest)
    {
        if (_occupied == 0)
        {
            return longest;
        }

        var ahead = BitOperations.TrailingZeroCount(BitOperations.RotateRight(_occupied, (int)(_at % Places)));
        var wait = ((_at + ahead) * Millisecond) - now;
        return (int)Math.Clamp((wait + Millisecond - 1) / Millisecond, 0, longest);
    }
}
