using System.Buffers.Binary;
using System.Security.Cryptography;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Srtp;

/// <summary>
/// SRTP and SRTCP of one direction under one master key (RFC 3711): either protects what we send or unprotects what we
/// receive, never both. Owned by one thread. State changes only after a packet has authenticated.
/// </summary>
/// <remarks>
/// A packet goes through three steps, so that the middle one can be done for many packets at once
/// (<see cref="SrtpBatch"/>): prepare (header, index, replay), authenticate, finish (commit, encryption).
/// </remarks>
public sealed class SrtpContext
{
    /// <summary>Bytes protecting RTP adds at most.</summary>
    public const int MaxRtpOverhead = 10;

    /// <summary>Bytes protecting RTCP adds: E flag with index, and tag.</summary>
    public const int RtcpOverhead = 4 + RtcpTagLength;

    // RFC 4568 §6.2: the RTCP tag is 80 bits in both suites.
    private const int RtcpTagLength = 10;
    private const uint RtcpEncryptedFlag = 1u << 31;
    private const uint RtcpIndexLimit = 1u << 31;

    private readonly SrtpSessionKeys _rtp;
    private readonly SrtpSessionKeys _rtcp;
    private readonly SrtpSources _sources = new();
    private uint _nextRtcpIndex;

    public SrtpContext(in SrtpKey key)
        : this(key, default, 0)
    {
    }

    /// <summary>Goes on where <see cref="CopySources"/> and <see cref="NextRtcpIndex"/> of another left off.</summary>
    public SrtpContext(in SrtpKey key, ReadOnlySpan<SrtpSource> sources, uint nextRtcpIndex)
    {
        if (key.IsNone)
        {
            throw new ArgumentException("Plain RTP has no context", nameof(key));
        }

        Key = key;
        TagLength = SrtpSuites.TagLength(key.Suite);
        var master = new AesCounterMode(key.MasterKey);
        _rtp = new SrtpSessionKeys(master, key, rtcp: false);
        _rtcp = new SrtpSessionKeys(master, key, rtcp: true);
        _nextRtcpIndex = nextRtcpIndex;
        foreach (ref readonly var source in sources)
        {
            _sources.Restore(source);
        }
    }

    public SrtpKey Key { get; }

    /// <summary>Bytes protecting an RTP packet adds.</summary>
    public int TagLength { get; }

    /// <summary>Index the next SRTCP packet is sent with.</summary>
    public uint NextRtcpIndex => _nextRtcpIndex;

    public int SourceCount => _sources.Count;

    internal HmacSha1Key RtpAuthentication => _rtp.Authentication;

    /// <summary>Copies the state of every SSRC, at most <see cref="SrtpSources.MaxSources"/>; returns how many.</summary>
    public int CopySources(Span<SrtpSource> sources) => _sources.CopyTo(sources);

    /// <summary>Encrypts the RTP packet at the start of <paramref name="buffer"/> and adds its tag.</summary>
    public SrtpStatus Protect(Span<byte> buffer, int length, out int written)
    {
        written = 0;
        if (buffer.Length < length + TagLength)
        {
            return SrtpStatus.BufferTooSmall;
        }

        var packet = buffer[..length];
        var status = PrepareProtect(packet, out var state);
        if (status != SrtpStatus.Ok)
        {
            return status;
        }

        Span<byte> digest = stackalloc byte[Sha1Compression.DigestLength];
        HmacSha1.Compute(_rtp.Authentication, packet, state.RollOver, digest);
        digest[..TagLength].CopyTo(buffer[length..]);
        written = length + TagLength;
        return SrtpStatus.Ok;
    }

    /// <summary>Authenticates and decrypts an SRTP packet in place.</summary>
    public SrtpStatus Unprotect(Span<byte> packet, out int length)
    {
        length = 0;
        var status = PrepareUnprotect(packet, out var state);
        if (status != SrtpStatus.Ok)
        {
            return status;
        }

        var authenticated = packet[..^TagLength];
        Span<byte> digest = stackalloc byte[Sha1Compression.DigestLength];
        HmacSha1.Compute(_rtp.Authentication, authenticated, state.RollOver, digest);
        if (!CryptographicOperations.FixedTimeEquals(digest[..TagLength], packet[^TagLength..]))
        {
            return SrtpStatus.BadAuthentication;
        }

        length = authenticated.Length;
        return FinishUnprotect(authenticated, state);
    }

    /// <summary>Encrypts the RTCP compound at the start of <paramref name="buffer"/> (RFC 3711 §3.4).</summary>
    public SrtpStatus ProtectRtcp(Span<byte> buffer, int length, out int written)
    {
        written = 0;
        if (length < RtcpCompound.MinLength)
        {
            return SrtpStatus.TooShort;
        }

        if (buffer.Length < length + RtcpOverhead)
        {
            return SrtpStatus.BufferTooSmall;
        }

        if (_nextRtcpIndex >= RtcpIndexLimit)
        {
            return SrtpStatus.KeyExhausted;
        }

        var index = _nextRtcpIndex++;
        _rtcp.Cipher(RtcpCompound.SenderSsrc(buffer), index, buffer[RtcpCompound.MinLength..length]);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], RtcpEncryptedFlag | index);
        Span<byte> digest = stackalloc byte[Sha1Compression.DigestLength];
        HmacSha1.Compute(_rtcp.Authentication, buffer[..(length + 4)], null, digest);
        digest[..RtcpTagLength].CopyTo(buffer[(length + 4)..]);
        written = length + RtcpOverhead;
        return SrtpStatus.Ok;
    }

    /// <summary>
    /// Authenticates an SRTCP packet in place and decrypts it if its E flag says that it is encrypted (RFC 3711 §3.4).
    /// </summary>
    public SrtpStatus UnprotectRtcp(Span<byte> packet, out int length)
    {
        length = 0;
        if (packet.Length < RtcpCompound.MinLength + RtcpOverhead)
        {
            return SrtpStatus.TooShort;
        }

        if (RtcpCompound.CheckFirst(packet) != RtpStatus.Valid)
        {
            return SrtpStatus.Malformed;
        }

        var authenticated = packet[..^RtcpTagLength];
        var word = BinaryPrimitives.ReadUInt32BigEndian(authenticated[^4..]);
        var index = word & ~RtcpEncryptedFlag;
        var ssrc = RtcpCompound.SenderSsrc(packet);
        _sources.Find(ssrc, out _, out var window);
        if (!window.IsFresh(index))
        {
            return SrtpStatus.Replayed;
        }

        Span<byte> digest = stackalloc byte[Sha1Compression.DigestLength];
        HmacSha1.Compute(_rtcp.Authentication, authenticated, null, digest);
        if (!CryptographicOperations.FixedTimeEquals(digest[..RtcpTagLength], packet[^RtcpTagLength..]))
        {
            return SrtpStatus.BadAuthentication;
        }

        _sources.TryCommit(ssrc, index, rtcp: true);
        length = authenticated.Length - 4;
        if ((word & RtcpEncryptedFlag) != 0)
        {
            _rtcp.Cipher(ssrc, index, packet[RtcpCompound.MinLength..length]);
        }

        return SrtpStatus.Ok;
    }

    /// <summary>
    /// Takes the packet's index for good and encrypts; the tag is left to the caller. An index goes out once: the same
    /// key stream over two payloads would give both away (RFC 3711 §9.1).
    /// </summary>
    internal SrtpStatus PrepareProtect(Span<byte> packet, out PacketState state)
    {
        var status = ReadState(packet, out state);
        if (status != SrtpStatus.Ok)
        {
            return status;
        }

        _sources.TryCommit(state.Ssrc, state.Index, rtcp: false);
        _rtp.Cipher(state.Ssrc, state.Index, packet[state.HeaderLength..]);
        return SrtpStatus.Ok;
    }

    /// <summary>Header, index and replay check; changes nothing.</summary>
    internal SrtpStatus PrepareUnprotect(ReadOnlySpan<byte> packet, out PacketState state)
    {
        state = default;
        return packet.Length < RtpHeader.MinLength + TagLength
            ? SrtpStatus.TooShort
            : ReadState(packet[..^TagLength], out state);
    }

    /// <summary>Commits an authenticated packet and decrypts it.</summary>
    internal SrtpStatus FinishUnprotect(Span<byte> packet, in PacketState state)
    {
        if (!_sources.TryCommit(state.Ssrc, state.Index, rtcp: false))
        {
            return SrtpStatus.Replayed;
        }

        _rtp.Cipher(state.Ssrc, state.Index, packet[state.HeaderLength..]);
        return SrtpStatus.Ok;
    }

    private SrtpStatus ReadState(ReadOnlySpan<byte> packet, out PacketState state)
    {
        state = default;
        if (RtpHeader.Parse(packet, out var header) != RtpStatus.Valid)
        {
            return SrtpStatus.Malformed;
        }

        if (packet.Length - header.Length > AesCounterMode.MaxLength)
        {
            return SrtpStatus.Malformed;
        }

        var window = _sources.FindRtp(header.Ssrc);
        if (!PacketIndex.TryEstimate(window, header.Sequence, out var index) || !window.IsFresh(index))
        {
            return SrtpStatus.Replayed;
        }

        state = new PacketState(header.Ssrc, index, header.Length);
        return index < PacketIndex.Limit ? SrtpStatus.Ok : SrtpStatus.KeyExhausted;
    }

    /// <summary>What the steps hand on to each other.</summary>
    internal readonly record struct PacketState(uint Ssrc, ulong Index, int HeaderLength)
    {
        public uint RollOver => (uint)(Index >> 16);
    }
}
