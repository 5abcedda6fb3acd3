using System.Buffers.Binary;
using System.Text;

namespace SipEdge.Sip.Resolution;

/// <summary>Names as they stand in a DNS message (RFC 1035 §3.1, §4.1.4): labels with their lengths, and pointers back.</summary>
internal static class DnsNames
{
    /// <summary>The longest name on the wire, its closing zero included.</summary>
    public const int MaxLength = 255;

    private const int MaxLabel = 63;

    /// <summary>
    /// Reads the name at <paramref name="offset"/> and moves it behind. A pointer must lead back, and each further back than the one
    /// before, so that no message can lead in circles.
    /// </summary>
    public static DnsStatus TryRead(ReadOnlySpan<byte> message, ref int offset, out string name)
    {
        Span<char> text = stackalloc char[MaxLength];
        name = "";
        var length = 0;
        var at = offset;
        var lowest = offset;
        var jumped = false;
        while (true)
        {
            if (at >= message.Length)
            {
                return DnsStatus.Truncated;
            }
            var count = message[at];
            if (count == 0)
            {
                offset = jumped ? offset : at + 1;
                name = new string(text[..length]);
                return DnsStatus.Complete;
            }
            if (count >= 0xC0)
            {
                if (at + 1 >= message.Length)
                {
                    return DnsStatus.Truncated;
                }
                var target = BinaryPrimitives.ReadUInt16BigEndian(message[at..]) & 0x3FFF;
                offset = jumped ? offset : at + 2;
                jumped = true;
                if (target >= lowest)
                {
                    return DnsStatus.BadName;
                }
                at = lowest = target;
                continue;
            }
            if (count > MaxLabel || length + count + 1 > MaxLength - 1)
            {
                return DnsStatus.BadName;
            }
            if (at + 1 + count > message.Length)
            {
                return DnsStatus.Truncated;
            }
            if (length > 0)
            {
                text[length++] = '.';
            }
            foreach (var octet in message.Slice(at + 1, count))
            {
                // A dot inside a label would make two labels of one; the rest is no text.
                if (octet is <= (byte)' ' or > (byte)'~' or (byte)'.')
                {
                    return DnsStatus.BadName;
                }
                text[length++] = char.ToLowerInvariant((char)octet);
            }
            at += count + 1;
        }
    }

    public static bool CanBeAsked(string name)
    {
        Span<byte> wire = stackalloc byte[MaxLength];
        return Write(name, wire) > 0;
    }

    /// <returns>Bytes written; 0 when the text is no name that can be asked for.</returns>
    public static int Write(string name, Span<byte> destination)
    {
        var written = 0;
        foreach (var range in name.AsSpan().Split('.'))
        {
            var label = name.AsSpan(range);
            if (label.Length is 0 or > MaxLabel || written + label.Length + 2 > Math.Min(MaxLength, destination.Length)
                || !Ascii.IsValid(label))
            {
                return 0;
            }
            destination[written++] = (byte)label.Length;
            written += Encoding.ASCII.GetBytes(label, destination[written..]);
        }
        destination[written++] = 0;
        return written;
    }

    /// <summary>The one form in which names are asked for and compared.</summary>
    public static string Canonical(string name) => (name.EndsWith('.') ? name[..^1] : name).ToLowerInvariant();
}
