using System.Collections.Concurrent;

namespace SipEdge.Core.Calls;

/// <summary>
/// Legs that live on another loop than their Call-ID says, because a transfer joined calls of two loops. Named by the random bits of
/// the edge's own tag. A loop writes when it hands a leg over or lets go of it; anyone may read.
/// </summary>
public sealed class MovedLegs
{
    private readonly ConcurrentDictionary<ulong, int> _loops = new();
    private volatile int _count;

    /// <summary>There is something to be looked up.</summary>
    public bool Any => _count > 0;

    public int Count => _count;

    /// <summary>Which loop has the leg of a tag; false for one that is where it began.</summary>
    public bool TryFind(ReadOnlySpan<byte> tag, out int loop)
    {
        loop = 0;
        return Any && Identifiers.TryReadTag(tag, out _, out _) && _loops.TryGetValue(Identifiers.RandomOf(tag), out loop);
    }

    internal void Set(ReadOnlySpan<byte> tag, int loop)
    {
        if (_loops.TryAdd(Identifiers.RandomOf(tag), loop))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _loops[Identifiers.RandomOf(tag)] = loop;
        }
    }

    internal void Remove(ReadOnlySpan<byte> tag)
    {
        if (Any && _loops.TryRemove(Identifiers.RandomOf(tag), out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
