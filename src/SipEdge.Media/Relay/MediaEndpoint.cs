using System.Buffers.Text;

namespace SipEdge.Media.Relay;

/// <summary>
/// An address and port that media comes from or goes to. IPv4 is held as IPv4-mapped IPv6, so that
/// ::ffff:192.0.2.1 and 192.0.2.1 are the same peer.
/// </summary>
public readonly record struct MediaEndpoint(UInt128 Address, ushort Port)
{
    /// <summary>No endpoint: nothing is sent there and nothing is expected from there.</summary>
    public static MediaEndpoint None => default;

    public bool IsNone => Address == UInt128.Zero && Port == 0;

    public bool IsIpv4 => NumericAddress.IsIpv4(Address);

    /// <summary>0.0.0.0 or ::, what a description holds a stream with (RFC 3264 §8.4, RFC 2543 style).</summary>
    public bool IsUnspecified => NumericAddress.IsUnspecified(Address);

    /// <summary>Reads a numeric host, IPv6 with or without brackets. Names are refused: media never resolves.</summary>
    public static bool TryParse(ReadOnlySpan<byte> host, ushort port, out MediaEndpoint endpoint)
    {
        if (host.Length > 2 && host[0] == '[' && host[^1] == ']')
        {
            host = host[1..^1];
        }

        var valid = NumericAddress.TryParse(host, out var address);
        endpoint = valid ? new MediaEndpoint(address, port) : default;
        return valid;
    }

    /// <summary>Writes the address alone: 192.0.2.1 or 2001:db8::1 (RFC 5952), as SDP wants it.</summary>
    public bool TryFormatHost(Span<byte> utf8, out int written) => NumericAddress.TryFormat(Address, utf8, out written);

    /// <summary>Writes host:port, IPv6 in brackets.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        Span<byte> host = stackalloc byte[NumericAddress.MaxTextLength];
        NumericAddress.TryFormat(Address, host, out var length);
        var brackets = IsIpv4 ? 0 : 1;
        written = 0;
        Span<byte> digits = stackalloc byte[5];
        Utf8Formatter.TryFormat(Port, digits, out var portLength);
        var total = length + (2 * brackets) + 1 + portLength;
        if (utf8.Length < total)
        {
            return false;
        }

        if (brackets != 0)
        {
            utf8[written++] = (byte)'[';
        }

        host[..length].CopyTo(utf8[written..]);
        written += length;
        if (brackets != 0)
        {
            utf8[written++] = (byte)']';
        }

        utf8[written++] = (byte)':';
        digits[..portLength].CopyTo(utf8[written..]);
        written = total;
        return true;
    }

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[NumericAddress.MaxTextLength + 8];
        return TryFormat(text, out var written) ? System.Text.Encoding.ASCII.GetString(text[..written]) : string.Empty;
    }
}
