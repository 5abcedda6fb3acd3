using System.Runtime.CompilerServices;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// The m= lines of one leg in order, which never leave their places (RFC 3264 §8), and which relayed line each of them is. The
/// other leg may have the same lines in other places.
/// </summary>
internal struct LineMap
{
    private Places _lines;
    private Places _kinds;

    public int Count { get; private set; }

    /// <summary>The relayed line at a place; -1 for one that is not.</summary>
    public readonly int this[int place] => place < Count ? _lines[place] - 1 : -1;

    public readonly MediaKind Kind(int place) => (MediaKind)_kinds[place];

    /// <summary>Where a relayed line is; -1 when this leg has none of it.</summary>
    public readonly int PlaceOf(int line)
    {
        for (var place = 0; place < Count; place++)
        {
            if (_lines[place] == line + 1)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Says what stands at a place, which is at most the next new one. A place that is some line's stays it.</summary>
    public void Set(int place, MediaKind kind, int line)
    {
        Count = Math.Max(Count, place + 1);
        _kinds[place] = (byte)kind;
        _lines[place] = (byte)(line + 1);
    }

    /// <summary>A new place behind the others; -1 when there is no room for it.</summary>
    public int Append(MediaKind kind, int line)
    {
        if (Count == SdpParser.MaxMedia)
        {
            return -1;
        }

        Set(Count, kind, line);
        return Count - 1;
    }

    [InlineArray(SdpParser.MaxMedia)]
    private struct Places
    {
        private byte _first;
    }
}
