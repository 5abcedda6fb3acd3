using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace SipEdge.Sip.Authentication;

/// <summary>
/// Nonces that the server need not remember: the time at which one expires, a serial number, and a MAC over both and the
/// realm under a key that only the server has (RFC 7616 §3.3). An attacker who asks for a million nonces costs no memory.
/// </summary>
/// <remarks>May be shared by loops: only the serial number changes, atomically.</remarks>
public sealed class NonceFactory
{
    /// <summary>Length of a nonce in characters.</summary>
    public const int NonceLength = (HeaderSize + MacSize) * 2;

    /// <summary>Longest realm.</summary>
    public const int MaxRealmLength = 256;

    private const int HeaderSize = 12;
    private const int MacSize = 16;

    // Clocks of two loops may differ by a batch; a nonce is not from the future for that.
    private const long ClockTolerance = 1000;

    // Immutable after construction.
    private readonly byte[] _key;
    private readonly long _lifetime;
    private int _serial;

    /// <param name="key">At least 16 random bytes, the same on every loop that must accept the other's nonces.</param>
    /// <param name="lifetimeMs">How long a nonce may be used.</param>
    public NonceFactory(ReadOnlySpan<byte> key, long lifetimeMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 16, nameof(key));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lifetimeMs);
        _key = key.ToArray();
        _lifetime = lifetimeMs;
        _serial = RandomNumberGenerator.GetInt32(int.MaxValue);
    }

    /// <summary>Writes a new nonce and returns its length; 0 when it does not fit or the realm is too long.</summary>
    public int Write(Span<byte> destination, long now, ReadOnlySpan<byte> realm)
    {
        if (destination.Length < NonceLength || realm.Length > MaxRealmLength)
        {
            return 0;
        }

        Span<byte> nonce = stackalloc byte[HeaderSize + MacSize];
        BinaryPrimitives.WriteInt64BigEndian(nonce, now + _lifetime);
        BinaryPrimitives.WriteInt32BigEndian(nonce[8..], Interlocked.Increment(ref _serial));
        Sign(nonce[..HeaderSize], realm, nonce[HeaderSize..]);
        return Convert.TryToHexStringLower(nonce, destination, out var written) ? written : 0;
    }

    public NonceStatus Check(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> realm, long now)
    {
        Span<byte> bytes = stackalloc byte[HeaderSize + MacSize];
        if (realm.Length > MaxRealmLength || !TryDecode(nonce, bytes))
        {
            return NonceStatus.Forged;
        }

        Span<byte> mac = stackalloc byte[MacSize];
        Sign(bytes[..HeaderSize], realm, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[HeaderSize..]))
        {
            return NonceStatus.Forged;
        }

        var left = BinaryPrimitives.ReadInt64BigEndian(bytes) - now;
        return left > 0 && left <= _lifetime + ClockTolerance ? NonceStatus.Valid : NonceStatus.Stale;
    }

    /// <summary>The parts by which a nonce that passed <see cref="Check"/> is told from others, and when it expires.</summary>
    internal static bool TryReadIdentity(ReadOnlySpan<byte> nonce, out UInt128 identity, out long expires)
    {
        Span<byte> bytes = stackalloc byte[HeaderSize + MacSize];
        if (!TryDecode(nonce, bytes))
        {
            identity = default;
            expires = 0;
            return false;
        }

        identity = BinaryPrimitives.ReadUInt128BigEndian(bytes[HeaderSize..]);
        expires = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return true;
    }

    // Lower case only: one nonce has one spelling.
    private static bool TryDecode(ReadOnlySpan<byte> nonce, Span<byte> bytes)
    {
        if (nonce.Length != NonceLength || nonce.ContainsAnyInRange((byte)'A', (byte)'F'))
        {
            return false;
        }

        return Convert.FromHexString(nonce, bytes, out _, out _) == OperationStatus.Done;
    }

    [SkipLocalsInit]
    private void Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> realm, Span<byte> mac)
    {
        Span<byte> text = stackalloc byte[HeaderSize + MaxRealmLength];
        header.CopyTo(text);
        realm.CopyTo(text[HeaderSize..]);
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text[..(HeaderSize + realm.Length)], full);
        full[..MacSize].CopyTo(mac);
    }
}
