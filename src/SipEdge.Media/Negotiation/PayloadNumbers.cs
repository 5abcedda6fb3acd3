using System.Runtime.CompilerServices;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Which payload types mean what on one line of a leg: a number that meant a codec once never means another in the same session
/// (RFC 3264 §8.3.2), so that a packet still on its way is not taken for something else.
/// </summary>
internal struct PayloadNumbers
{
    private const int Room = 24;

    private Hashes _identities;
    private Numbers _numbers;
    private int _count;

    /// <summary>Does the number mean that encoding?</summary>
    public readonly bool Binds(int number, uint identity)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_numbers[i] == number)
            {
                return _identities[i] == identity;
            }
        }

        return false;
    }

    /// <summary>Has the number no meaning yet?</summary>
    public readonly bool IsUnbound(int number)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_numbers[i] == number)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A number that already means this encoding and is not in <paramref name="used"/>; -1 for none.</summary>
    public readonly int Find(uint identity, in PayloadTypes used)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_identities[i] == identity && !used.Contains(_numbers[i]))
            {
                return _numbers[i];
            }
        }

        return -1;
    }

    /// <summary>A number with no meaning yet, dynamic ones first (RFC 3551 §3); -1 when all are taken.</summary>
    public readonly int Free(in PayloadTypes used)
    {
        // 64 to 95 would look like RTCP where both share a port (RFC 5761 §4).
        for (var i = 0; i < 61; i++)
        {
            var number = i < 32 ? 96 + i : i + 3;
            if (!used.Contains(number) && IsUnbound(number))
            {
                return number;
            }
        }

        return -1;
    }

    /// <summary>Remembers a binding. Beyond the room nothing is remembered: nobody has so many codecs on one line.</summary>
    public void Bind(int number, uint identity)
    {
        if (IsUnbound(number) && _count < Room)
        {
            _numbers[_count] = (byte)number;
            _identities[_count] = identity;
            _count++;
        }
    }

    [InlineArray(Room)]
    private struct Hashes
    {
        private uint _first;
    }

    [InlineArray(Room)]
    private struct Numbers
    {
        private byte _first;
    }
}
