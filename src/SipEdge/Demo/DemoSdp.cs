using System.Globalization;
using System.Net;
using System.Text;
using SipEdge.Media.Srtp;

namespace SipEdge.Demo;

/// <summary>The descriptions of the demo's ends: one PCMU stream, plain or with an SDES key (RFC 4566, RFC 4568).</summary>
internal static class DemoSdp
{
    private const string InlineKey = "inline:";

    public static byte[] Write(IPEndPoint rtp, SrtpKey key)
    {
        var secure = !key.IsNone;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"v=0\r\no=- 1 1 IN IP4 {rtp.Address}\r\ns=-\r\nc=IN IP4 {rtp.Address}\r\nt=0 0\r\n");
        text.Append(CultureInfo.InvariantCulture, $"m=audio {rtp.Port} {(secure ? "RTP/SAVP" : "RTP/AVP")} 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n");
        if (secure)
        {
            text.Append(CultureInfo.InvariantCulture, $"a=crypto:1 {Encoding.ASCII.GetString(SrtpSuites.Name(key.Suite))} inline:{Convert.ToBase64String(key.KeyAndSalt)}\r\n");
        }

        text.Append("a=sendrecv\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The port where the edge wants this end's audio, and the key that it will send with.</summary>
    public static (int Port, SrtpKey Key) Read(byte[] sdp)
    {
        var lines = Encoding.ASCII.GetString(sdp).Split("\r\n");
        var audio = Fields(lines, "m=audio ");
        if (audio is not [var number, ..] || !ushort.TryParse(number, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            throw new InvalidDataException("the edge described no audio");
        }

        if (Fields(lines, "a=crypto:") is not { } crypto)
        {
            return (port, SrtpKey.None);
        }

        return crypto is [_, var suite, var inline, ..] && inline.StartsWith(InlineKey, StringComparison.Ordinal)
            ? (port, ReadKey(suite, inline[InlineKey.Length..]))
            : throw new InvalidDataException("the edge described a key in a way that RFC 4568 has not");
    }

    private static string[]? Fields(string[] lines, string start) =>
        Array.Find(lines, line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Split(' ');

    /// <summary>The edge may leave out the "=" that end the key's text, and say how long the key lasts behind a bar.</summary>
    private static SrtpKey ReadKey(string suite, string text)
    {
        text = text.Split('|')[0];
        var bytes = Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
        return SrtpKey.Create(SrtpSuites.Find(Encoding.ASCII.GetBytes(suite)), bytes);
    }
}
