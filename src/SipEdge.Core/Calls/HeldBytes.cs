using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// A copy of bytes that outlives the receive buffer: the INVITE while gateways are tried, an offer until it is answered.
/// Rented from the loop's pool here and returned here. Owned by the call's loop.
/// </summary>
internal struct HeldBytes
{
    private BufferLease _lease;

    public readonly ReadOnlySpan<byte> Span => _lease.Filled;

    public readonly bool IsEmpty => _lease.IsEmpty;

    /// <summary>
    /// Keeps a copy instead of what was kept before. At most <see cref="BufferPool.MaxSize"/> bytes, as any message.
    /// </summary>
    public void Set(BufferPool buffers, ReadOnlySpan<byte> bytes)
    {
        Clear(buffers);
        if (bytes.IsEmpty)
        {
            return;
        }
        _lease = buffers.Rent(bytes.Length);
        bytes.CopyTo(_lease.Memory);
        _lease.Length = bytes.Length;
    }

    public void Clear(BufferPool buffers) => buffers.Return(ref _lease);
}
