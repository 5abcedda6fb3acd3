using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// What header lines that the edge wrote say about who calls: for the record, and for the requests that follow.
/// </summary>
public readonly ref struct SentIdentity
{
    private SentIdentity(ReadOnlySpan<byte> fromUri, ReadOnlySpan<byte> lines, bool isPrivate)
    {
        FromUri = fromUri;
        Lines = lines;
        IsPrivate = isPrivate;
    }

    public ReadOnlySpan<byte> FromUri { get; }

    /// <summary>The identity headers and Privacy, which stand together; ready to be written again.</summary>
    public ReadOnlySpan<byte> Lines { get; }

    /// <summary>From is anonymous.</summary>
    public bool IsPrivate { get; }

    public static SentIdentity Read(ReadOnlySpan<byte> lines)
    {
        ReadOnlySpan<byte> uri = default;
        var (start, end) = (0, 0);
        for (var at = 0; at < lines.Length;)
        {
            var length = lines[at..].IndexOf("\r\n"u8) + 2;
            var line = lines.Slice(at, length);
            if (line.StartsWith("From: "u8) && NameAddressView.TryParse(line[6..^2], out var from))
            {
                uri = from.Uri;
            }
            else if (line.StartsWith("P-Asserted-Identity: "u8) || line.StartsWith("P-Preferred-Identity: "u8)
                || line.StartsWith("Remote-Party-ID: "u8) || line.StartsWith("Privacy: "u8))
            {
                start = end == 0 ? at : start;
                end = at + length;
            }
            at += length;
        }
        var isPrivate = SipUriView.TryParse(uri, out var parsed) && Ascii.EqualsIgnoreCase(parsed.Host, AnonymousCaller.Host);
        return new SentIdentity(uri, lines[start..end], isPrivate);
    }

    /// <summary>The value of the next line of <see cref="Lines"/> that names somebody; empty when there is none.</summary>
    public static ReadOnlySpan<byte> NextValue(ref ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf("\r\n"u8);
            var line = lines[..end];
            lines = lines[(end + 2)..];
            if (!line.StartsWith("Privacy: "u8))
            {
                return line[(line.IndexOf((byte)':') + 2)..];
            }
        }
        return [];
    }
}
