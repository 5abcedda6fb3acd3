using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SipEdge.Sip.Transactions;

/// <summary>Unguessable numbers, fetched from the system a page at a time. Owned by one loop.</summary>
internal sealed class RandomBits
{
    private readonly byte[] _page = new byte[4096];
    private int _used;

    public RandomBits() => _used = _page.Length;

    public ulong Next()
    {
        if (_used == _page.Length)
        {
            RandomNumberGenerator.Fill(_page);
            _used = 0;
        }

        var number = BinaryPrimitives.ReadUInt64LittleEndian(_page.AsSpan(_used));
        _page.AsSpan(_used, sizeof(ulong)).Clear();
        _used += sizeof(ulong);
        return number;
    }
}
