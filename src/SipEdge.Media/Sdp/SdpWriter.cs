using System.Buffers.Text;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Sdp;

/// <summary>
/// Writes lines into a caller's buffer. What does not fit sets <see cref="Failed"/>, and then nothing written counts.
/// </summary>
internal ref struct SdpWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Length { get; private set; }

    public bool Failed { get; private set; }

    /// <summary>Bytes from an accepted description or of our own: they hold no CR, LF or NUL.</summary>
    public void Append(scoped ReadOnlySpan<byte> piece)
    {
        if (Failed || !piece.TryCopyTo(_destination[Length..]))
        {
            Failed = true;
            return;
        }

        Length += piece.Length;
    }

    public void Append(ulong number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var written);
        Append(digits[..written]);
    }

    /// <summary>"IN IP4 192.0.2.1" or "IN IP6 2001:db8::1".</summary>
    public void AppendAddress(MediaEndpoint endpoint)
    {
        Span<byte> text = stackalloc byte[NumericAddress.MaxTextLength];
        endpoint.TryFormatHost(text, out var written);
        Append(endpoint.IsIpv4 ? "IN IP4 "u8 : "IN IP6 "u8);
        Append(text[..written]);
    }

    public void EndLine() => Append("\r\n"u8);

    public void Line(scoped ReadOnlySpan<byte> line)
    {
        Append(line);
        EndLine();
    }
}
