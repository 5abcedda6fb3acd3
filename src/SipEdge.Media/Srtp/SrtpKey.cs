using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace SipEdge.Media.Srtp;

/// <summary>
/// A suite with its master key and master salt, as an a=crypto line carries them (RFC 4568 §6.1). Plain data, held
/// inline; its text form never shows the key.
/// </summary>
public readonly struct SrtpKey : IEquatable<SrtpKey>
{
    /// <summary>The longest: 256-bit master key and 112-bit master salt.</summary>
    public const int MaxLength = 46;

    private readonly KeyAndSalt _bytes;

    private SrtpKey(SrtpSuite suite, ReadOnlySpan<byte> keyAndSalt)
    {
        Suite = suite;
        keyAndSalt.CopyTo(_bytes);
    }

    /// <summary>No key: plain RTP.</summary>
    public static SrtpKey None => default;

    public SrtpSuite Suite { get; }

    public bool IsNone => Suite == SrtpSuite.None;

    /// <summary>Master key followed by master salt.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> KeyAndSalt => ((ReadOnlySpan<byte>)_bytes)[..SrtpSuites.KeyAndSaltLength(Suite)];

    [UnscopedRef]
    public ReadOnlySpan<byte> MasterKey => ((ReadOnlySpan<byte>)_bytes)[..SrtpSuites.KeyLength(Suite)];

    [UnscopedRef]
    public ReadOnlySpan<byte> MasterSalt => KeyAndSalt[SrtpSuites.KeyLength(Suite)..];

    public static bool operator ==(in SrtpKey left, in SrtpKey right) => left.Equals(right);

    public static bool operator !=(in SrtpKey left, in SrtpKey right) => !left.Equals(right);

    /// <summary>A key from as many bytes as <see cref="SrtpSuites.KeyAndSaltLength"/> says.</summary>
    /// <exception cref="ArgumentException">Any other number of bytes, or no suite.</exception>
    public static SrtpKey Create(SrtpSuite suite, ReadOnlySpan<byte> keyAndSalt)
    {
        if (suite == SrtpSuite.None || keyAndSalt.Length != SrtpSuites.KeyAndSaltLength(suite))
        {
            throw new ArgumentException("A suite and its number of bytes of key and salt are needed", nameof(keyAndSalt));
        }

        return new SrtpKey(suite, keyAndSalt);
    }

    /// <summary>A new key of our own for <paramref name="suite"/>.</summary>
    public static SrtpKey Random(SrtpSuite suite)
    {
        Span<byte> bytes = stackalloc byte[SrtpSuites.KeyAndSaltLength(suite)];
        RandomNumberGenerator.Fill(bytes);
        var key = Create(suite, bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>
    /// The key that a leg's <paramref name="secret"/> gives for one media line, one generation (each re-keying is one)
    /// and one suite (HKDF-SHA256, RFC 5869). So a leg keeps its secret and no keys: what it offered, it can derive
    /// again. Nothing of the secret or of another key can be found from a key.
    /// </summary>
    public static SrtpKey Derive(ReadOnlySpan<byte> secret, uint line, uint generation, SrtpSuite suite)
    {
        Span<byte> info = stackalloc byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(info, line);
        BinaryPrimitives.WriteUInt32BigEndian(info[4..], generation);
        info[8] = (byte)suite;
        Span<byte> bytes = stackalloc byte[SrtpSuites.KeyAndSaltLength(suite)];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, bytes, "sipedge srtp"u8, info);
        var key = Create(suite, bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>Compares in a time that does not depend on the keys.</summary>
    public bool Equals(SrtpKey other) =>
        Suite == other.Suite && CryptographicOperations.FixedTimeEquals(KeyAndSalt, other.KeyAndSalt);

    public override bool Equals(object? obj) => obj is SrtpKey other && Equals(other);

    /// <summary>Of the suite alone, so that no hash of a key is kept anywhere.</summary>
    public override int GetHashCode() => (int)Suite;

    /// <summary>The suite, never the key.</summary>
    public override string ToString() => Suite.ToString();
}

/// <summary>The bytes of one <see cref="SrtpKey"/>.</summary>
[InlineArray(SrtpKey.MaxLength)]
internal struct KeyAndSalt
{
    private byte _first;
}
