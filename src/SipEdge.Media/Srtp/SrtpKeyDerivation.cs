using System.Buffers.Binary;

namespace SipEdge.Media.Srtp;

/// <summary>What a session key is for: the label of its derivation (RFC 3711 §4.3.1, §4.3.2).</summary>
internal enum SrtpKeyLabel : byte
{
    RtpEncryption = 0,
    RtpAuthentication = 1,
    RtpSalt = 2,
    RtcpEncryption = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

/// <summary>
/// Session keys from master key and salt (RFC 3711 §4.3), with a key derivation rate of 0 as SDES has it. The
/// pseudo-random function is AES-CM with as many bits as the master key (RFC 6188 §3, RFC 7714 §11).
/// </summary>
internal static class SrtpKeyDerivation
{
    /// <summary>Where the 112 bits of a salt end; the 96 bits of an AEAD suite's end two zero bytes earlier.</summary>
    private const int SaltEnd = 14;

    /// <summary><paramref name="master"/> is keyed with the master key: one expansion serves all labels.</summary>
    public static void Derive(AesCounterMode master, ReadOnlySpan<byte> masterSalt, SrtpKeyLabel label, Span<byte> key)
    {
        Span<byte> start = stackalloc byte[16];
        start.Clear();
        masterSalt.CopyTo(start);

        // The label stands above a 48-bit index, which is 0; both end where the salt does.
        start[SaltEnd - 7] ^= (byte)label;
        key.Clear();
        master.Apply(
            BinaryPrimitives.ReadUInt64BigEndian(start),
            BinaryPrimitives.ReadUInt64BigEndian(start[8..]),
            key);
    }
}
