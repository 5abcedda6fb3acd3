using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SipEdge.Media.Srtp;

/// <summary>The three session keys of RTP or of RTCP, ready for use. Immutable.</summary>
internal sealed class SrtpSessionKeys
{
    private readonly AesCounterMode _cipher;
    private readonly ulong _saltHigh;
    private readonly ulong _saltLow;

    public SrtpSessionKeys(AesCounterMode master, in SrtpKey key, bool rtcp)
    {
        var masterSalt = key.MasterSalt;
        Span<byte> bytes = stackalloc byte[SrtpKeyDerivation.AuthenticationKeyLength];

        var encryption = bytes[..SrtpKeyDerivation.EncryptionKeyLength];
        SrtpKeyDerivation.Derive(
            master, masterSalt, rtcp ? SrtpKeyLabel.RtcpEncryption : SrtpKeyLabel.RtpEncryption, encryption);
        _cipher = new AesCounterMode(encryption);

        SrtpKeyDerivation.Derive(
            master, masterSalt, rtcp ? SrtpKeyLabel.RtcpAuthentication : SrtpKeyLabel.RtpAuthentication, bytes);
        Authentication = new HmacSha1Key(bytes);

        // The salt fills the first 14 bytes of the counter block; the block counter takes the last two.
        bytes.Clear();
        SrtpKeyDerivation.Derive(
            master,
            masterSalt,
            rtcp ? SrtpKeyLabel.RtcpSalt : SrtpKeyLabel.RtpSalt,
            bytes[..SrtpKeyDerivation.SaltLength]);
        _saltHigh = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _saltLow = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        CryptographicOperations.ZeroMemory(bytes);
    }

    public HmacSha1Key Authentication { get; }

    /// <summary>IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16) (RFC 3711 §4.1.1).</summary>
    public void Cipher(uint ssrc, ulong index, Span<byte> payload) =>
        _cipher.Apply(_saltHigh ^ ssrc, _saltLow ^ (index << 16), payload);
}
