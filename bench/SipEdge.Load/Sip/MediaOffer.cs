using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using SipEdge.Load.Sockets;

namespace SipEdge.Load.Sip;

/// <summary>What the calls say of their audio.</summary>
/// <param name="WithBody">False: INVITE and 200 carry no description (variant b).</param>
/// <param name="CallerSecure">The caller offers RTP/SAVP.</param>
/// <param name="CalleeSecure">The gateway that the dialled prefix leads to takes RTP/SAVP.</param>
internal readonly record struct MediaOffer(bool WithBody, bool CallerSecure, bool CalleeSecure)
{
    internal static MediaOffer None => default;

    internal static MediaOffer Plain => new(true, false, false);

    /// <summary>+491 leads to the gateway that takes RTP, +492 to the one that takes SRTP.</summary>
    internal ReadOnlySpan<byte> DialledPrefix => CalleeSecure ? "+492"u8 : "+491"u8;
}

/// <summary>One a=crypto line: what a side encrypts with (RFC 4568).</summary>
internal sealed class CryptoLine
{
    internal int Tag = 1;

    /// <summary>10 bytes for AES_CM_128_HMAC_SHA1_80, 4 for _32.</summary>
    internal int AuthenticationLength = 10;

    /// <summary>16 bytes of master key, 14 of master salt.</summary>
    internal byte[] Key { get; } = new byte[30];

    internal void Renew()
    {
        Tag = 1;
        AuthenticationLength = 10;
        RandomNumberGenerator.Fill(Key);
    }

    /// <summary>A key of our own for the line that is being answered.</summary>
    internal void Answer(CryptoLine offered)
    {
        Renew();
        Tag = offered.Tag;
        AuthenticationLength = offered.AuthenticationLength;
    }
}

/// <summary>The descriptions the two phones write, and what they read in the other side's.</summary>
internal static class SessionText
{
    internal static void Write(ref ByteText text, Ipv4Endpoint rtp, bool offer, CryptoLine? crypto)
    {
        text.Add("v=0\r\no=- 3900000000 1 IN IP4 "u8);
        text.AddHost(rtp);
        text.Add("\r\ns=-\r\nc=IN IP4 "u8);
        text.AddHost(rtp);
        text.Add("\r\nt=0 0\r\nm=audio "u8);
        text.Add(rtp.Port);
        text.Add(crypto is not null ? " RTP/SAVP "u8 : " RTP/AVP "u8);
        text.Add(offer ? "8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"u8 : "8 101\r\na=rtpmap:8 PCMA/8000\r\n"u8);
        text.Add("a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"u8);
        if (crypto is not null)
        {
            Span<byte> base64 = stackalloc byte[40];
            Base64.EncodeToUtf8(crypto.Key, base64, out _, out int written);
            text.Add("a=crypto:"u8);
            text.Add(crypto.Tag);
            text.Add(crypto.AuthenticationLength == 10 ? Long : Short);
            text.Add(base64[..written]);
            text.Add("\r\n"u8);
        }
    }

    /// <summary>Where the other side wants its audio; false when the body has none.</summary>
    internal static bool TryReadAddress(ReadOnlySpan<byte> body, out Ipv4Endpoint rtp)
    {
        rtp = default;
        var connection = After(body, "c=IN IP4 "u8);
        var port = After(body, "m=audio "u8);
        if (connection.IsEmpty || port.IsEmpty)
        {
            return false;
        }

        uint address = 0;
        for (int part = 0; part < 4; part++)
        {
            if (!Utf8Parser.TryParse(connection, out byte value, out int used))
            {
                return false;
            }

            address = (address << 8) | value;
            connection = connection[Math.Min(used + 1, connection.Length)..];
        }

        if (!Utf8Parser.TryParse(port, out ushort number, out _))
        {
            return false;
        }

        rtp = new(address, number);
        return true;
    }

    /// <summary>Reads the AES_CM_128_HMAC_SHA1_80 line or the _32 line, whichever is there; false when neither is.</summary>
    internal static bool TryReadKey(ReadOnlySpan<byte> body, bool preferShort, CryptoLine line) => preferShort
        ? TryReadKey(body, Short, 4, line) || TryReadKey(body, Long, 10, line)
        : TryReadKey(body, Long, 10, line) || TryReadKey(body, Short, 4, line);

    private static ReadOnlySpan<byte> Long => " AES_CM_128_HMAC_SHA1_80 inline:"u8;

    private static ReadOnlySpan<byte> Short => " AES_CM_128_HMAC_SHA1_32 inline:"u8;

    private static bool TryReadKey(ReadOnlySpan<byte> body, ReadOnlySpan<byte> suite, int authenticationLength, CryptoLine line)
    {
        int at = body.IndexOf(suite);
        int start = at < 0 ? -1 : body[..at].LastIndexOf("a=crypto:"u8);
        if (start < 0 || !Utf8Parser.TryParse(body[(start + 9)..], out int tag, out _))
        {
            return false;
        }

        line.Tag = tag;
        line.AuthenticationLength = authenticationLength;
        return Base64.DecodeFromUtf8(body.Slice(at + suite.Length, 40), line.Key, out _, out int written) == OperationStatus.Done
            && written == line.Key.Length;
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> body, ReadOnlySpan<byte> start)
    {
        int at = body.IndexOf(start);
        if (at < 0)
        {
            return default;
        }

        var rest = body[(at + start.Length)..];
        int end = rest.IndexOf("\r"u8);
        return end < 0 ? rest : rest[..end];
    }
}
