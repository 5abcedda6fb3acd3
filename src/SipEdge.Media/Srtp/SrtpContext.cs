using SipEdge.Media.Rtp;

namespace SipEdge.Media.Srtp;

/// <summary>
/// SRTP and SRTCP of one direction under one master key (RFC 3711): either protects what we send or unprotects what we
/// receive, never both. Keeps indices and replay windows; the suite's work is its <see cref="SrtpTransform"/>'s. Owned
/// by one thread. State changes only after a packet has authenticated.
/// </summary>
/// <remarks>
/// Every SSRC has its own roll-over counter, from 0; so has every context, which is what a new key means (§3.3.1). Hold
/// changes nothing. Gaps that hide a wrap are <see cref="RollOverSearch"/>'s.
/// </remarks>
public sealed class SrtpContext
{
    /// <summary>Bytes protecting RTP adds at most.</summary>
    public const int MaxRtpOverhead = 16;

    /// <summary>Bytes protecting RTCP adds at most: E flag with index, and tag.</summary>
    public const int MaxRtcpOverhead = 20;

    internal const uint RtcpEncryptedFlag = 1u << 31;
    internal const uint RtcpIndexMask = RtcpEncryptedFlag - 1;

    /// <summary>Packets taken under the key before: ten seconds of audio, and a signalling round trip many times.</summary>
    private const int MaxFromPrevious = 500;

    private readonly SrtpSources _sources = new();
    private SrtpContext? _previous;
    private int _previousLeft;
    private RollOverSearch _search;
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
        Transform = SrtpTransform.Create(key);
        _nextRtcpIndex = nextRtcpIndex;
        foreach (ref readonly var source in sources)
        {
            _sources.Restore(source);
        }
    }

    public SrtpKey Key { get; }

    /// <summary>Bytes protecting an RTP packet adds.</summary>
    public int TagLength => Transform.TagLength;

    /// <summary>Bytes protecting an RTCP packet adds.</summary>
    public int RtcpOverhead => Transform.RtcpOverhead;

    /// <summary>Index the next SRTCP packet is sent with.</summary>
    public uint NextRtcpIndex => _nextRtcpIndex;

    /// <summary>SSRCs remembered: what <see cref="CopySources"/> needs room for.</summary>
    public int SourceCount => _sources.Count;

    internal SrtpTransform Transform { get; }

    /// <summary>
    /// After a new key was signalled: the peer uses it only when it has heard our side of the exchange (RFC 4568 §7.1.1),
    /// so until the first packet under it, packets that fail are tried under <paramref name="previous"/>, 500 of them at
    /// most. Null: there is no key before, or it was another peer's.
    /// </summary>
    public void TakeOverFrom(SrtpContext? previous)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(previous, this);
        if (previous is not null)
        {
            previous._previous = null;
        }

        _previous = previous;
        _previousLeft = MaxFromPrevious;
    }

    /// <summary>Copies the state of every SSRC; returns how many.</summary>
    public int CopySources(Span<SrtpSource> sources) => _sources.CopyTo(sources);

    /// <summary>Encrypts the RTP packet at the start of <paramref name="buffer"/> and adds its tag.</summary>
    public SrtpStatus Protect(Span<byte> buffer, int length, out int written)
    {
        written = 0;
        if (buffer.Length < length + TagLength)
        {
            return SrtpStatus.BufferTooSmall;
        }

        var status = TakeIndex(buffer[..length], out var place);
        if (status != SrtpStatus.Ok)
        {
            return status;
        }

        Transform.Protect(buffer, length, place);
        written = length + TagLength;
        return SrtpStatus.Ok;
    }

    /// <summary>Authenticates and decrypts an SRTP packet in place.</summary>
    public SrtpStatus Unprotect(Span<byte> packet, out int length)
    {
        var status = Authenticate(packet, out var place);
        if (status != SrtpStatus.Ok)
        {
            return UnprotectUnderPrevious(packet, status, out length);
        }

        length = packet.Length - TagLength;
        Transform.Decrypt(packet[..length], place);
        return status;
    }

    /// <summary>
    /// Authenticates an SRTP packet that will be passed on as it is, and remembers it like one that was unprotected.
    /// </summary>
    public SrtpStatus Verify(ReadOnlySpan<byte> packet)
    {
        var status = Authenticate(packet, out _);
        return status == SrtpStatus.Ok ? status : VerifyUnderPrevious(packet, status);
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

        if (_nextRtcpIndex > RtcpIndexMask)
        {
            return SrtpStatus.KeyExhausted;
        }

        Transform.ProtectRtcp(buffer, length, RtcpCompound.SenderSsrc(buffer), RtcpEncryptedFlag | _nextRtcpIndex++);
        written = length + RtcpOverhead;
        return SrtpStatus.Ok;
    }

    /// <summary>
    /// Authenticates an SRTCP packet in place and decrypts it if its E flag says that it is encrypted (RFC 3711 §3.4).
    /// </summary>
    public SrtpStatus UnprotectRtcp(Span<byte> packet, out int length)
    {
        length = 0;
        var status = AuthenticateRtcp(packet, out var ssrc, out var word);
        if (status != SrtpStatus.Ok)
        {
            return _previous is not null && _previous.UnprotectRtcp(packet, out length) == SrtpStatus.Ok
                ? CountFromPrevious()
                : status;
        }

        length = packet.Length - RtcpOverhead;
        if ((word & RtcpEncryptedFlag) != 0)
        {
            Transform.DecryptRtcp(packet[..length], ssrc, word & RtcpIndexMask);
        }

        return SrtpStatus.Ok;
    }

    /// <summary>As <see cref="Verify"/>, for SRTCP.</summary>
    public SrtpStatus VerifyRtcp(ReadOnlySpan<byte> packet)
    {
        var status = AuthenticateRtcp(packet, out _, out _);
        return status != SrtpStatus.Ok && _previous?.VerifyRtcp(packet) == SrtpStatus.Ok ? CountFromPrevious() : status;
    }

    /// <summary>
    /// Takes the index of a packet to send, for good: the same key stream over two payloads would give both away, and
    /// with GCM the key that authenticates (RFC 3711 §9.1, RFC 7714 §8.4).
    /// </summary>
    internal SrtpStatus TakeIndex(ReadOnlySpan<byte> packet, out PacketPlace place)
    {
        var status = Locate(packet, out place);
        return status != SrtpStatus.Ok ? status
            : _sources.TryCommitSent(place.Ssrc, place.Index) ? SrtpStatus.Ok
            : SrtpStatus.TooManySources;
    }

    /// <summary>Header, index and replay check of a received packet; changes nothing.</summary>
    internal SrtpStatus LocateReceived(ReadOnlySpan<byte> packet, out PacketPlace place)
    {
        place = default;
        return packet.Length < RtpHeader.MinLength + TagLength
            ? SrtpStatus.TooShort
            : Locate(packet[..^TagLength], out place);
    }

    /// <summary>
    /// After <paramref name="status"/> refused a packet: whether it authenticates with a higher roll-over count, which
    /// <paramref name="place"/> then has.
    /// </summary>
    internal bool FindsRollOver(ReadOnlySpan<byte> packet, SrtpStatus status, ref PacketPlace place)
    {
        if (status is not (SrtpStatus.BadAuthentication or SrtpStatus.Replayed))
        {
            return false;
        }

        var wraps = _search.Next();
        if (wraps == 0)
        {
            return false;
        }

        var later = place.Later(wraps);
        if (later.Index >= PacketIndex.Limit || !Transform.Verify(packet, later))
        {
            return false;
        }

        place = later;
        return true;
    }

    /// <summary>Remembers an authenticated packet. False when it was remembered before: two copies in one batch.</summary>
    internal bool Commit(in PacketPlace place)
    {
        _search.Found();
        _previous = null;
        return _sources.TryCommit(place.Ssrc, place.Index, rtcp: false);
    }

    /// <summary>A packet that this key refused with <paramref name="status"/>, under the one before while it is known.</summary>
    internal SrtpStatus UnprotectUnderPrevious(Span<byte> packet, SrtpStatus status, out int length)
    {
        length = packet.Length;
        return _previous is { } previous && previous.Unprotect(packet, out length) == SrtpStatus.Ok
            ? CountFromPrevious()
            : status;
    }

    /// <summary>The same, leaving the packet as it is.</summary>
    internal SrtpStatus VerifyUnderPrevious(ReadOnlySpan<byte> packet, SrtpStatus status) =>
        _previous?.Verify(packet) == SrtpStatus.Ok ? CountFromPrevious() : status;

    private SrtpStatus CountFromPrevious()
    {
        _previous = --_previousLeft > 0 ? _previous : null;
        return SrtpStatus.Ok;
    }

    private SrtpStatus Authenticate(ReadOnlySpan<byte> packet, out PacketPlace place)
    {
        var status = LocateReceived(packet, out place);
        if (status == SrtpStatus.Ok && !Transform.Verify(packet, place))
        {
            status = SrtpStatus.BadAuthentication;
        }

        if (status != SrtpStatus.Ok && !FindsRollOver(packet, status, ref place))
        {
            return status;
        }

        return Commit(place) ? SrtpStatus.Ok : SrtpStatus.Replayed;
    }

    private SrtpStatus AuthenticateRtcp(ReadOnlySpan<byte> packet, out uint ssrc, out uint word)
    {
        ssrc = 0;
        word = 0;
        if (packet.Length < RtcpCompound.MinLength + RtcpOverhead)
        {
            return SrtpStatus.TooShort;
        }

        if (RtcpCompound.CheckFirst(packet) != RtpStatus.Valid)
        {
            return SrtpStatus.Malformed;
        }

        ssrc = RtcpCompound.SenderSsrc(packet);
        word = Transform.RtcpWord(packet);
        _sources.Find(ssrc, out _, out var window);
        if (!window.IsFresh(word & RtcpIndexMask))
        {
            return SrtpStatus.Replayed;
        }

        if (!Transform.VerifyRtcp(packet, ssrc, word))
        {
            return SrtpStatus.BadAuthentication;
        }

        _previous = null;
        _sources.TryCommit(ssrc, word & RtcpIndexMask, rtcp: true);
        return SrtpStatus.Ok;
    }

    private SrtpStatus Locate(ReadOnlySpan<byte> packet, out PacketPlace place)
    {
        place = default;
        if (RtpHeader.Parse(packet, out var header) != RtpStatus.Valid
            || packet.Length - header.Length > AesCounterMode.MaxLength)
        {
            return SrtpStatus.Malformed;
        }

        var window = _sources.FindRtp(header.Ssrc);
        var index = PacketIndex.Estimate(window, header.Sequence);
        place = new PacketPlace(header.Ssrc, (ulong)index, header.Length);
        return index < 0 || !window.IsFresh(place.Index) ? SrtpStatus.Replayed
            : place.Index < PacketIndex.Limit ? SrtpStatus.Ok
            : SrtpStatus.KeyExhausted;
    }
}
