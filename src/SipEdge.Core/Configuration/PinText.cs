using System.Collections.Immutable;
using System.Security.Cryptography;

namespace SipEdge.Core.Configuration;

/// <summary>A pinned public key as operators write it: "sha256/" and the Base64 of its hash, as RFC 7469 §2.4 has it.</summary>
internal static class PinText
{
    public const string Form = "sha256/ and 44 characters of Base64: the SHA-256 of the key's SubjectPublicKeyInfo";

    private const string Prefix = "sha256/";

    public static bool TryParse(string text, out ImmutableArray<byte> hash)
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        var right = text.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var written) && written == bytes.Length;
        hash = right ? [.. bytes] : [];
        return right;
    }
}
