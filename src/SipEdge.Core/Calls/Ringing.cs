using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// A reliable provisional response that the caller has not acknowledged yet, as it is sent again until then (RFC 3262 §3).
/// Plain data, owned by the call's loop.
/// </summary>
internal struct Ringing
{
    public int Status;

    /// <summary>Its header lines; a response always has some.</summary>
    public HeldBytes Headers;

    public HeldBytes Body;

    /// <summary>How often it was sent again.</summary>
    public int Repeats;

    public long NextAt;

    public long GiveUpAt;

    public readonly bool IsHeld => Status != 0;

    public readonly bool HasDescription => IsHeld && !Body.IsEmpty;

    public void Set(BufferPool buffers, int status, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        Clear(buffers);
        Status = status;
        Headers.Set(buffers, headers);
        Body.Set(buffers, body);
    }

    public void Clear(BufferPool buffers)
    {
        Headers.Clear(buffers);
        Body.Clear(buffers);
        this = default;
    }
}
