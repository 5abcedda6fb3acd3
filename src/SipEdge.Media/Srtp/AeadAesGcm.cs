using System.Buffers.Binary;
using System.Security.Cryptography;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Srtp;

/// <summary>
/// AES-GCM with a tag of 128 bits (RFC 7714). The header is authenticated as it stands, the roll-over counter by being
/// part of the IV; RTCP's word comes behind the tag (§9.2) and is authenticated as if it ended the header.
/// </summary>
internal sealed class AeadAesGcm : SrtpTransform
{
    private const int WordLength = 4;

    private readonly Keys _rtp;
    private readonly Keys _rtcp;

    public AeadAesGcm(AesCounterMode master, in SrtpKey key)
        : this(
            new Keys(master, key, SrtpKeyLabel.RtpEncryption, SrtpKeyLabel.RtpSalt),
            new Keys(master, key, SrtpKeyLabel.RtcpEncryption, SrtpKeyLabel.RtcpSalt))
    {
    }

    /// <summary>For tests: the RFC's vectors begin with session keys.</summary>
    internal AeadAesGcm(Keys rtp, Keys rtcp)
    {
        _rtp = rtp;
        _rtcp = rtcp;
    }

    public override int TagLength => AesGalois.TagLength;

    public override int RtcpOverhead => AesGalois.TagLength + WordLength;

    public override void Protect(Span<byte> buffer, int length, in PacketPlace place) => _rtp.Cipher.Seal(
        _rtp.IvHigh(place.Ssrc, place.Index),
        _rtp.IvLow(place.Index),
        buffer[..place.HeaderLength],
        null,
        buffer[place.HeaderLength..length],
        buffer.Slice(length, TagLength));

    public override bool Verify(ReadOnlySpan<byte> packet, in PacketPlace place) => _rtp.Cipher.Verify(
        _rtp.IvHigh(place.Ssrc, place.Index),
        _rtp.IvLow(place.Index),
        packet[..place.HeaderLength],
        null,
        packet[place.HeaderLength..^TagLength],
        packet[^TagLength..]);

    public override void Decrypt(Span<byte> packet, in PacketPlace place) => _rtp.Cipher.Open(
        _rtp.IvHigh(place.Ssrc, place.Index), _rtp.IvLow(place.Index), packet[place.HeaderLength..]);

    public override void ProtectRtcp(Span<byte> buffer, int length, uint ssrc, uint word)
    {
        var index = word & SrtpContext.RtcpIndexMask;
        _rtcp.Cipher.Seal(
            _rtcp.IvHigh(ssrc, index),
            _rtcp.IvLow(index),
            buffer[..RtcpCompound.MinLength],
            word,
            buffer[RtcpCompound.MinLength..length],
            buffer.Slice(length, TagLength));
        BinaryPrimitives.WriteUInt32BigEndian(buffer[(length + TagLength)..], word);
    }

    public override uint RtcpWord(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[^WordLength..]);

    public override bool VerifyRtcp(ReadOnlySpan<byte> packet, uint ssrc, uint word)
    {
        // A compound in the clear is all header (§9.3).
        var end = packet.Length - RtcpOverhead;
        var headerLength = (word & SrtpContext.RtcpEncryptedFlag) != 0 ? RtcpCompound.MinLength : end;
        var index = word & SrtpContext.RtcpIndexMask;
        return _rtcp.Cipher.Verify(
            _rtcp.IvHigh(ssrc, index),
            _rtcp.IvLow(index),
            packet[..headerLength],
            word,
            packet[headerLength..end],
            packet.Slice(end, TagLength));
    }

    public override void DecryptRtcp(Span<byte> compound, uint ssrc, uint index) =>
        _rtcp.Cipher.Open(_rtcp.IvHigh(ssrc, index), _rtcp.IvLow(index), compound[RtcpCompound.MinLength..]);

    /// <summary>
    /// The session keys of RTP or of RTCP. The IV is two zero bytes, the SSRC and the index in 48 bits, XOR the salt
    /// (§8.1, §9.1).
    /// </summary>
    internal readonly struct Keys
    {
        private readonly ulong _saltHigh;
        private readonly ulong _saltLow;

        public Keys(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        {
            Cipher = new AesGalois(key);
            _saltHigh = BinaryPrimitives.ReadUInt64BigEndian(salt);
            _saltLow = (ulong)BinaryPrimitives.ReadUInt32BigEndian(salt[8..]) << 32;
        }

        public Keys(AesCounterMode master, in SrtpKey key, SrtpKeyLabel encryption, SrtpKeyLabel salt)
        {
            Span<byte> bytes = stackalloc byte[SrtpSuites.KeyAndSaltLength(key.Suite)];
            var keyPart = bytes[..SrtpSuites.KeyLength(key.Suite)];
            var saltPart = bytes[keyPart.Length..];
            SrtpKeyDerivation.Derive(master, key.MasterSalt, encryption, keyPart);
            SrtpKeyDerivation.Derive(master, key.MasterSalt, salt, saltPart);
            this = new Keys(keyPart, saltPart);
            CryptographicOperations.ZeroMemory(bytes);
        }

        public AesGalois Cipher { get; }

        public ulong IvHigh(uint ssrc, ulong index) => _saltHigh ^ ((ulong)ssrc << 16) ^ (index >> 32);

        public ulong IvLow(ulong index) => _saltLow ^ (index << 32);
    }
}
