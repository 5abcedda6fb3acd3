using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Tests.Messages;

/// <summary>Short forms for tests that ask one thing of one message.</summary>
internal static class Parsed
{
    public delegate T Question<T>(SipMessageView view);

    public static ParseStatus Status(byte[] message) => Status(message, ParseLimits.Default);

    public static ParseStatus Status(byte[] message, ParseLimits limits)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        return SipParser.Parse(message, slots, limits, out _);
    }

    public static T Ask<T>(byte[] message, Question<T> question)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        SipParser.Parse(message, slots, ParseLimits.Default, out var view);
        return question(view);
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A well-formed OPTIONS in which one line is put in another's place, or behind the last one.</summary>
    public static byte[] With(string line, string? insteadOf = null)
    {
        string[] lines =
        [
            "OPTIONS sip:edge.example.com SIP/2.0",
            "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK77ef",
            "From: <sip:probe@example.com>;tag=1",
            "To: <sip:edge.example.com>",
            "Call-ID: probe.1@192.0.2.10",
            "CSeq: 7 OPTIONS",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ];
        var replaced = insteadOf is null ? -1 : Array.FindIndex(lines, l => l.StartsWith(insteadOf, StringComparison.Ordinal));
        if (insteadOf is not null)
        {
            Assert.InRange(replaced, 0, lines.Length - 1);
            lines[replaced] = line;
        }
        else
        {
            lines = [.. lines, line];
        }

        return Bytes(string.Join("\r\n", lines.Where(l => l.Length > 0)) + "\r\n\r\n");
    }
}
