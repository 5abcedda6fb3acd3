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
    /// <summary>128-bit master key and 112-bit master salt.</summary>
    public const int Length = 30;

    /// <summary>Bytes of the master key within <see cref="Length"/>; the rest is salt.</summary>
    public const int MasterKeyLength = 16;

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
    public ReadOnlySpan<byte> KeyAndSalt => ((ReadOnlySpan<byte>)_bytes)[..(IsNone ? 0 : Length)];

    public static bool operator ==(in SrtpKey left, in SrtpKey right) => left.Equals(right);

    public static bool operator !=(in SrtpKey left, in SrtpKey right) => !left.Equals(right);

    /// <summary>A key from <see cref="Length"/> bytes.</summary>
    /// <exception cref="ArgumentException">Any other number of bytes, or no suite.</exception>
    public static SrtpKey Create(SrtpSuite suite, ReadOnlySpan<byte> keyAndSalt)
    {
        if (suite == SrtpSuite.None || keyAndSalt.Length != Length)
        {
            throw new ArgumentException("A suite and 30 bytes of key and salt are needed", nameof(keyAndSalt));
        }

        return new SrtpKey(suite, keyAndSalt);
    }

    /// <summary>A new key of our own for <paramref name="suite"/>.</summary>
    public static SrtpKey Random(SrtpSuite suite)
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
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
[InlineArray(SrtpKey.Length)]
internal struct KeyAndSalt
{
    private byte _first;
}
