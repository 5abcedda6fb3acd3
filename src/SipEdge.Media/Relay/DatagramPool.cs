using System.Runtime.InteropServices;

namespace SipEdge.Media.Relay;

/// <summary>
/// A fixed number of buffers for datagrams on their way between threads, in native memory. Any thread rents, any returns; when
/// all are out the answer is no.
/// </summary>
internal sealed unsafe class DatagramPool : IDisposable
{
    private const int Stride = 2048;

    private readonly BoundedRing<int> _free;
    private readonly byte* _memory;

    public DatagramPool(int buffers)
    {
        _memory = (byte*)NativeMemory.Alloc((nuint)buffers, Stride);
        _free = new BoundedRing<int>(buffers);
        for (var i = 0; i < buffers; i++)
        {
            _free.TryWrite(i);
        }
    }

    /// <summary>Copies a datagram into a buffer; false when there is none, or it is too long for any.</summary>
    public bool TryRent(ReadOnlySpan<byte> datagram, out int buffer)
    {
        buffer = -1;
        if (datagram.Length > Stride || !_free.TryRead(out buffer))
        {
            return false;
        }

        datagram.CopyTo(new Span<byte>(_memory + (buffer * Stride), Stride));
        return true;
    }

    public ReadOnlySpan<byte> Read(int buffer, int length) => new(_memory + (buffer * Stride), length);

    public void Return(int buffer) => _free.TryWrite(buffer);

    /// <summary>When no thread has a buffer any more.</summary>
    public void Dispose() => NativeMemory.Free(_memory);
}
