using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace SipEdge.Media.Dtls;

/// <summary>The hash of a certificate as a=fingerprint carries it (RFC 8122 §5). Plain data, held inline.</summary>
public readonly struct DtlsFingerprint : IEquatable<DtlsFingerprint>
{
    /// <summary>Length of the longest text: sha-512 with its 64 bytes.</summary>
    public const int MaxTextLength = 7 + 1 + (3 * MaxLength) - 1;

    private const int MaxLength = SHA512.HashSizeInBytes;

    private readonly HashBytes _bytes;

    private DtlsFingerprint(FingerprintHash hash, ReadOnlySpan<byte> bytes)
    {
        Hash = hash;
        bytes.CopyTo(_bytes);
    }

    public FingerprintHash Hash { get; }

    public bool IsNone => Hash == FingerprintHash.None;

    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)_bytes)[..LengthOf(Hash)];

    public static bool operator ==(in DtlsFingerprint left, in DtlsFingerprint right) => left.Equals(right);

    public static bool operator !=(in DtlsFingerprint left, in DtlsFingerprint right) => !left.Equals(right);

    /// <summary>Of a certificate in DER.</summary>
    public static DtlsFingerprint Compute(FingerprintHash hash, ReadOnlySpan<byte> certificate)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        var length = hash switch
        {
            FingerprintHash.Sha256 => SHA256.HashData(certificate, bytes),
            FingerprintHash.Sha384 => SHA384.HashData(certificate, bytes),
            FingerprintHash.Sha512 => SHA512.HashData(certificate, bytes),
            _ => 0,
        };
        return new DtlsFingerprint(hash, bytes[..length]);
    }

    /// <summary>
    /// Reads what stands after "a=fingerprint:". False for what is malformed, and for a hash that is not believed. Hash names
    /// are taken in any case (RFC 8866 §8.2.4 registers them lower; baresip writes SHA-256), hex digits too.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out DtlsFingerprint fingerprint)
    {
        fingerprint = default;
        var space = value.IndexOf((byte)' ');
        if (space < 0)
        {
            return false;
        }

        var hash = Find(value[..space]);
        var text = value[(space + 1)..].Trim((byte)' ');
        var length = LengthOf(hash);
        if (hash == FingerprintHash.None || text.Length != (3 * length) - 1)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[length];
        for (var i = 0; i < length; i++)
        {
            var digits = text.Slice(3 * i, 2);
            var separated = i == 0 || text[(3 * i) - 1] == ':';
            if (!separated || Convert.FromHexString(digits, bytes[i..], out _, out _) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }
        }

        fingerprint = new DtlsFingerprint(hash, bytes);
        return true;
    }

    /// <summary>Writes what stands after "a=fingerprint:". False when it does not fit, or there is none.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        written = 0;
        var name = NameOf(Hash);
        var length = name.Length + 1 + (3 * Bytes.Length) - 1;
        if (IsNone || utf8.Length < length)
        {
            return false;
        }

        name.CopyTo(utf8);
        utf8[name.Length] = (byte)' ';
        var text = utf8[(name.Length + 1)..];
        for (var i = 0; i < Bytes.Length; i++)
        {
            if (i > 0)
            {
                text[(3 * i) - 1] = (byte)':';
            }

            Convert.TryToHexString(Bytes.Slice(i, 1), text[(3 * i)..], out _);
        }

        written = length;
        return true;
    }

    /// <summary>Compares in a time that does not depend on the bytes.</summary>
    public bool Equals(DtlsFingerprint other) =>
        Hash == other.Hash && CryptographicOperations.FixedTimeEquals(Bytes, other.Bytes);

    public override bool Equals(object? obj) => obj is DtlsFingerprint other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return TryFormat(text, out var written) ? System.Text.Encoding.ASCII.GetString(text[..written]) : string.Empty;
    }

    private static FingerprintHash Find(ReadOnlySpan<byte> name)
    {
        foreach (var hash in (ReadOnlySpan<FingerprintHash>)
            [FingerprintHash.Sha256, FingerprintHash.Sha384, FingerprintHash.Sha512])
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, NameOf(hash)))
            {
                return hash;
            }
        }

        return FingerprintHash.None;
    }

    private static ReadOnlySpan<byte> NameOf(FingerprintHash hash) => hash switch
    {
        FingerprintHash.Sha256 => "sha-256"u8,
        FingerprintHash.Sha384 => "sha-384"u8,
        FingerprintHash.Sha512 => "sha-512"u8,
        _ => default,
    };

    private static int LengthOf(FingerprintHash hash) => hash switch
    {
        FingerprintHash.Sha256 => SHA256.HashSizeInBytes,
        FingerprintHash.Sha384 => SHA384.HashSizeInBytes,
        FingerprintHash.Sha512 => SHA512.HashSizeInBytes,
        _ => 0,
    };

    [InlineArray(MaxLength)]
    private struct HashBytes
    {
        private byte _first;
    }
}
