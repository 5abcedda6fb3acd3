using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Sdp;

/// <summary>
/// a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:base64|2^31 (RFC 4568 §9.1), read and written.
/// </summary>
internal static class CryptoLine
{
    /// <summary>Base64 of the longest key.</summary>
    private const int MaxKeyTextLength = (SrtpKey.MaxLength + 2) / 3 * 4;

    /// <summary>
    /// Reads what follows "a=crypto:". Ok, or why the line is of no use: NoCommonCrypto (a suite we do not have),
    /// BadCrypto, MkiNotSupported, CryptoParameterNotSupported.
    /// </summary>
    public static SdpStatus Read(ReadOnlySpan<byte> value, out int tag, out SrtpKey key)
    {
        key = default;
        var tagField = SdpToken.Next(ref value);
        var suiteField = SdpToken.Next(ref value);
        var keyField = SdpToken.Next(ref value);
        if (!SdpToken.TryNumber(tagField, 999_999_999, out tag) || suiteField.IsEmpty || keyField.IsEmpty)
        {
            return SdpStatus.BadCrypto;
        }

        var suite = SrtpSuites.Find(suiteField);
        if (suite == SrtpSuite.None)
        {
            return SdpStatus.NoCommonCrypto;
        }

        var status = ReadKey(keyField, suite, out key);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        for (var parameter = SdpToken.Next(ref value); !parameter.IsEmpty; parameter = SdpToken.Next(ref value))
        {
            // The window size hint only asks a receiver to be lenient; every other parameter changes the packets
            // (RFC 4568 §6.3), and a line with one that is not done must not be used.
            if (!parameter.StartsWith("WSH="u8))
            {
                return SdpStatus.CryptoParameterNotSupported;
            }
        }

        return SdpStatus.Ok;
    }

    /// <summary>Writes the attribute line; <paramref name="padded"/> keeps the "=" that end the key's text.</summary>
    public static void Write(ref SdpWriter writer, int tag, in SrtpKey key, bool padded = false)
    {
        Span<byte> text = stackalloc byte[MaxKeyTextLength];
        Base64.EncodeToUtf8(key.KeyAndSalt, text, out _, out var written);
        writer.Append("a=crypto:"u8);
        writer.Append((ulong)tag);
        writer.Append(" "u8);
        writer.Append(SrtpSuites.Name(key.Suite));
        writer.Append(" inline:"u8);
        writer.Append(padded ? text[..written] : text[..written].TrimEnd((byte)'='));
        writer.EndLine();
        CryptographicOperations.ZeroMemory(text);
    }

    /// <summary>inline:key||salt ["|" lifetime] ["|" MKI ":" length] (RFC 4568 §6.1).</summary>
    private static SdpStatus ReadKey(ReadOnlySpan<byte> field, SrtpSuite suite, out SrtpKey key)
    {
        key = default;
        if (!field.StartsWith("inline:"u8))
        {
            return SdpStatus.BadCrypto;
        }

        field = field["inline:"u8.Length..];
        var bar = field.IndexOf((byte)'|');
        var text = bar < 0 ? field : field[..bar];
        var rest = bar < 0 ? default : field[(bar + 1)..];

        // Several keys in one line are told apart by their identifiers; so both mean an MKI in every packet.
        if (field.Contains((byte)';') || rest.Contains((byte)':'))
        {
            return SdpStatus.MkiNotSupported;
        }

        if (bar >= 0 && !IsLifetime(rest))
        {
            return SdpStatus.BadCrypto;
        }

        // §6.1 leaves open whether padding is written, so it is read both ways.
        text = text.TrimEnd((byte)'=');
        var length = SrtpSuites.KeyAndSaltLength(suite);
        if (text.Length != ((4 * length) + 2) / 3)
        {
            return SdpStatus.BadCrypto;
        }

        // The decoder wants whole groups of four.
        Span<byte> padded = stackalloc byte[MaxKeyTextLength];
        padded.Fill((byte)'=');
        text.CopyTo(padded);
        padded = padded[..((length + 2) / 3 * 4)];
        Span<byte> bytes = stackalloc byte[SrtpKey.MaxLength];
        var decoded = Base64.DecodeFromUtf8(padded, bytes, out _, out var written) == OperationStatus.Done
            && written == length;
        if (decoded)
        {
            key = SrtpKey.Create(suite, bytes[..length]);
        }

        CryptographicOperations.ZeroMemory(padded);
        CryptographicOperations.ZeroMemory(bytes);
        return decoded ? SdpStatus.Ok : SdpStatus.BadCrypto;
    }

    /// <summary>
    /// A packet count as "2^20" or in decimal, at most 2^48. Deviates: it is read and not enforced; the shortest that
    /// phones send, 2^20, is six hours of audio, and we cannot make a peer renew its key.
    /// </summary>
    private static bool IsLifetime(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("2^"u8))
        {
            return SdpToken.TryNumber(text[2..], 48, out _);
        }

        return !text.IsEmpty && text.Length <= 15 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
