using System.Buffers.Text;
using SipEdge.Load.Sockets;

namespace SipEdge.Load.Sip;

/// <summary>Appends bytes and numbers to a buffer that is known to be large enough.</summary>
internal ref struct ByteText(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    internal int Length { get; private set; }

    internal readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    internal void Add(scoped ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(_buffer[Length..]);
        Length += piece.Length;
    }

    internal void Add(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer[Length..], out int written);
        Length += written;
    }

    /// <summary>With leading zeros, eight digits.</summary>
    internal void AddEight(int number)
    {
        Utf8Formatter.TryFormat(number, _buffer[Length..], out int written, new('D', 8));
        Length += written;
    }

    internal void Add(Ipv4Endpoint endpoint)
    {
        AddHost(endpoint);
        Add(":"u8);
        Add(endpoint.Port);
    }

    internal void AddHost(Ipv4Endpoint endpoint)
    {
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            Add((endpoint.Address >> shift) & 0xff);
            if (shift > 0)
            {
                Add("."u8);
            }
        }
    }
}
