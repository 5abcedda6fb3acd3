using System.Buffers.Binary;
using System.Security.Cryptography;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Srtp;

/// <summary>
/// AES in counter mode and HMAC-SHA1 with 80 or 32 bits (RFC 3711 §4, RFC 6188). The hash covers the roll-over counter,
/// which is not sent; RTCP's index is, in front of a tag of 80 bits.
/// </summary>
internal sealed class AesCmHmacSha1 : SrtpTransform
{
    private const int AuthenticationKeyLength = 20;

    // RFC 4568 §6.2, RFC 6188 §3.2: the RTCP tag is 80 bits in every suite.
    private const int RtcpTagLength = 10;
    private const int WordLength = 4;

    private readonly Keys _rtp;
    private readonly Keys _rtcp;

    public AesCmHmacSha1(AesCounterMode master, in SrtpKey key)
    {
        TagLength = SrtpSuites.TagLength(key.Suite);
        _rtp = new Keys(
            master, key, SrtpKeyLabel.RtpEncryption, SrtpKeyLabel.RtpAuthentication, SrtpKeyLabel.RtpSalt);
        _rtcp = new Keys(
            master, key, SrtpKeyLabel.RtcpEncryption, SrtpKeyLabel.RtcpAuthentication, SrtpKeyLabel.RtcpSalt);
    }

    public override int TagLength { get; }

    public override int RtcpOverhead => WordLength + RtcpTagLength;

    /// <summary>For a batch, which authenticates many packets at once.</summary>
    public HmacSha1Key Authentication => _rtp.Authentication;

    public override void Protect(Span<byte> buffer, int length, in PacketPlace place)
    {
        var packet = buffer[..length];
        Cipher(packet, place);
        Span<byte> digest = stackalloc byte[Sha1Compression.DigestLength];
        HmacSha1.Compute(_rtp.Authentication, packet, place.RollOver, digest);
        digest[..TagLength].CopyTo(buffer[length..]);
    }

    public override bool Verify(ReadOnlySpan<byte> packet, in PacketPlace place)
    {
        Span<byte> digest = stackalloc byte[Sha1Compression.DigestLength];
        HmacSha1.Compute(_rtp.Authentication, packet[..^TagLength], place.RollOver, digest);
        return AuthenticationTag.Matches(digest[..TagLength], packet[^TagLength..]);
    }

    public override void Decrypt(Span<byte> packet, in PacketPlace place) => Cipher(packet, place);

    /// <summary>Encrypts or decrypts the payload; both are the same.</summary>
    public void Cipher(Span<byte> packet, in PacketPlace place) =>
        _rtp.Apply(place.Ssrc, place.Index, packet[place.HeaderLength..]);

    public override void ProtectRtcp(Span<byte> buffer, int length, uint ssrc, uint word)
    {
        _rtcp.Apply(ssrc, word & SrtpContext.RtcpIndexMask, buffer[RtcpCompound.MinLength..length]);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], word);
        length += WordLength;
        Span<byte> digest = stackalloc byte[Sha1Compression.DigestLength];
        HmacSha1.Compute(_rtcp.Authentication, buffer[..length], null, digest);
        digest[..RtcpTagLength].CopyTo(buffer[length..]);
    }

    public override uint RtcpWord(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[^RtcpOverhead..]);

    public override bool VerifyRtcp(ReadOnlySpan<byte> packet, uint ssrc, uint word)
    {
        Span<byte> digest = stackalloc byte[Sha1Compression.DigestLength];
        HmacSha1.Compute(_rtcp.Authentication, packet[..^RtcpTagLength], null, digest);
        return AuthenticationTag.Matches(digest[..RtcpTagLength], packet[^RtcpTagLength..]);
    }

    public override void DecryptRtcp(Span<byte> compound, uint ssrc, uint index) =>
        _rtcp.Apply(ssrc, index, compound[RtcpCompound.MinLength..]);

    /// <summary>The session keys of RTP or of RTCP.</summary>
    private readonly struct Keys
    {
        private readonly AesCounterMode _cipher;
        private readonly ulong _saltHigh;
        private readonly ulong _saltLow;

        public Keys(
            AesCounterMode master,
            in SrtpKey key,
            SrtpKeyLabel encryption,
            SrtpKeyLabel authentication,
            SrtpKeyLabel salt)
        {
            Span<byte> bytes = stackalloc byte[32];
            var part = bytes[..SrtpSuites.KeyLength(key.Suite)];
            SrtpKeyDerivation.Derive(master, key.MasterSalt, encryption, part);
            _cipher = new AesCounterMode(part);

            part = bytes[..AuthenticationKeyLength];
            SrtpKeyDerivation.Derive(master, key.MasterSalt, authentication, part);
            Authentication = new HmacSha1Key(part);

            // The salt fills the first 14 bytes of the counter block; the block counter takes the last two.
            bytes.Clear();
            SrtpKeyDerivation.Derive(master, key.MasterSalt, salt, bytes[..SrtpSuites.SaltLength(key.Suite)]);
            _saltHigh = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            _saltLow = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
            CryptographicOperations.ZeroMemory(bytes);
        }

        public HmacSha1Key Authentication { get; }

        /// <summary>IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16) (RFC 3711 §4.1.1).</summary>
        public void Apply(uint ssrc, ulong index, Span<byte> payload) =>
            _cipher.Apply(_saltHigh ^ ssrc, _saltLow ^ (index << 16), payload);
    }
}
