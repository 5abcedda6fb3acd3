using System.Security.Cryptography;

namespace SipEdge.Load.Sip;

/// <summary>The caller's answer to a Digest challenge (MD5, qop=auth or none), RFC 2617 §3.2.2.</summary>
internal static class DigestAnswer
{
    /// <summary>Writes the header line that answers the first MD5 challenge of a 401 or 407; false when there is none.</summary>
    internal static bool TryWrite(ref ByteText text, ReadOnlySpan<byte> challenged, int status, Account account,
        ReadOnlySpan<byte> uri)
    {
        var name = status == 407 ? "Proxy-Authenticate"u8 : "WWW-Authenticate"u8;
        var lines = new HeaderLines(challenged);
        while (lines.Next(out var line))
        {
            if (!HeaderLines.IsNamed(line, name))
            {
                continue;
            }

            var algorithm = MessageText.Parameter(line, "algorithm="u8);
            if (algorithm.IsEmpty || algorithm.SequenceEqual("MD5"u8))
            {
                Write(ref text, line, status, account, uri);
                return true;
            }
        }

        return false;
    }

    private static void Write(ref ByteText text, ReadOnlySpan<byte> challenge, int status, Account account,
        ReadOnlySpan<byte> uri)
    {
        var nonce = MessageText.Parameter(challenge, "nonce="u8);
        var opaque = MessageText.Parameter(challenge, "opaque="u8);
        bool qop = !MessageText.Parameter(challenge, "qop="u8).IsEmpty;
        Span<byte> scratch = stackalloc byte[512];
        Span<byte> ha2 = stackalloc byte[32];
        Span<byte> response = stackalloc byte[32];

        var part = new ByteText(scratch);
        part.Add("INVITE:"u8);
        part.Add(uri);
        Hash(part.Written, ha2);

        part = new ByteText(scratch);
        part.Add(account.Ha1);
        part.Add(":"u8);
        part.Add(nonce);
        part.Add(qop ? ":00000001:6c6f6164:auth:"u8 : ":"u8);
        part.Add(ha2);
        Hash(part.Written, response);

        text.Add(status == 407 ? "Proxy-Authorization: Digest username=\""u8 : "Authorization: Digest username=\""u8);
        text.Add(account.NameBytes);
        text.Add("\", realm=\""u8);
        text.Add(MessageText.Parameter(challenge, "realm="u8));
        text.Add("\", nonce=\""u8);
        text.Add(nonce);
        text.Add("\", uri=\""u8);
        text.Add(uri);
        text.Add("\", response=\""u8);
        text.Add(response);
        text.Add("\", algorithm=MD5"u8);
        if (qop)
        {
            text.Add(", qop=auth, nc=00000001, cnonce=\"6c6f6164\""u8);
        }

        if (!opaque.IsEmpty)
        {
            text.Add(", opaque=\""u8);
            text.Add(opaque);
            text.Add("\""u8);
        }

        text.Add("\r\n"u8);
    }

    private static void Hash(ReadOnlySpan<byte> text, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[16];
        MD5.HashData(text, hash);
        Convert.TryToHexStringLower(hash, hex, out _);
    }
}
