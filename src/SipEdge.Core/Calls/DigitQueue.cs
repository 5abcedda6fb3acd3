using System.Runtime.CompilerServices;
using SipEdge.Media.Dtmf;

namespace SipEdge.Core.Calls;

/// <summary>
/// Digits that a leg is still to be told of by INFO, one at a time: two requests under way at once may overtake each other.
/// Owned by the call's loop.
/// </summary>
internal sealed class DigitQueue
{
    private Waiting _waiting;
    private int _first;
    private int _count;

    /// <summary>An INFO has not been answered yet.</summary>
    public bool UnderWay { get; set; }

    /// <summary>False when as many wait as the relay would have wait.</summary>
    public bool TryAdd(DigitPress press)
    {
        if (_count == DigitSender.MaxQueued)
        {
            return false;
        }
        _waiting[(_first + _count) % DigitSender.MaxQueued] = press;
        _count++;
        return true;
    }

    public bool TryTake(out DigitPress press)
    {
        press = _count == 0 ? default : _waiting[_first];
        if (_count == 0)
        {
            return false;
        }
        _waiting[_first] = default;
        _first = (_first + 1) % DigitSender.MaxQueued;
        _count--;
        return true;
    }

    public void Clear()
    {
        _waiting = default;
        (_first, _count, UnderWay) = (0, 0, false);
    }

    [InlineArray(DigitSender.MaxQueued)]
    private struct Waiting
    {
        private DigitPress _first;
    }
}
