using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SipEdge.Sip.Transactions;

/// <summary>Fills a span with bytes nobody can guess, or in a simulation with those of its seed.</summary>
public delegate void RandomSource(Span<byte> destination);

/// <summary>Unguessable numbers, fetched from their source a page at a time. Owned by one loop.</summary>
internal sealed class RandomBits
{
    private readonly RandomSource _source;
    private readonly byte[] _page = new byte[4096];
    private int _used;

    public RandomBits(RandomSource? source)
    {
        _source = source ?? RandomNumberGenerator.Fill;
        _used = _page.Length;
    }

    public ulong Next()
    {
        if (_used == _page.Length)
        {
            _source(_page);
            _used = 0;
        }

        var number = BinaryPrimitives.ReadUInt64LittleEndian(_page.AsSpan(_used));
        _page.AsSpan(_used, sizeof(ulong)).Clear();
        _used += sizeof(ulong);
        return number;
    }
}
