namespace SipEdge.Core.Pipeline;

/// <summary>
/// The last messages within a fixed number of bytes: a new one overwrites the oldest. Allocated once; owned by one loop.
/// </summary>
internal sealed class MessageRing(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];

    // Positions only grow; a place in the array is the position modulo its length.
    private long _written;

    /// <summary>The position of the copy, or -1 for a message that is longer than a quarter of the ring.</summary>
    public long Add(ReadOnlySpan<byte> message)
    {
        if (message.Length > _bytes.Length / 4)
        {
            return -1;
        }
        var room = _bytes.Length - (int)(_written % _bytes.Length);
        if (message.Length > room)
        {
            _written += room; // no message lies over the end
        }
        var position = _written;
        message.CopyTo(_bytes.AsSpan((int)(position % _bytes.Length)));
        _written += message.Length;
        return position;
    }

    /// <summary>Empty when it was overwritten.</summary>
    public ReadOnlySpan<byte> Get(long position, int length) =>
        position < 0 || _written - position > _bytes.Length ? [] : _bytes.AsSpan((int)(position % _bytes.Length), length);
}
