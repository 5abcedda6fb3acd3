namespace SipEdge.Media.Srtp;

/// <summary>
/// What a suite does to packets, under the session keys of one direction. Knows nothing of indices and replays, which
/// <see cref="SrtpContext"/> keeps. Immutable.
/// </summary>
internal abstract class SrtpTransform
{
    /// <summary>Bytes protecting an RTP packet adds.</summary>
    public abstract int TagLength { get; }

    /// <summary>Bytes protecting an RTCP packet adds: tag, and word with E flag and index.</summary>
    public abstract int RtcpOverhead { get; }

    /// <summary>Encrypts the first <paramref name="length"/> bytes behind their header and writes the tag behind them.</summary>
    public abstract void Protect(Span<byte> buffer, int length, in PacketPlace place);

    /// <summary>Whether the tag at the end of <paramref name="packet"/> fits.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> packet, in PacketPlace place);

    /// <summary>Decrypts a verified packet, given without its tag.</summary>
    public abstract void Decrypt(Span<byte> packet, in PacketPlace place);

    /// <summary>
    /// Encrypts the compound in the first <paramref name="length"/> bytes, and writes tag and <paramref name="word"/>
    /// behind it.
    /// </summary>
    public abstract void ProtectRtcp(Span<byte> buffer, int length, uint ssrc, uint word);

    /// <summary>E flag and index of a packet that is longer than <see cref="RtcpOverhead"/>.</summary>
    public abstract uint RtcpWord(ReadOnlySpan<byte> packet);

    public abstract bool VerifyRtcp(ReadOnlySpan<byte> packet, uint ssrc, uint word);

    /// <summary>Decrypts a verified compound, given without tag and word.</summary>
    public abstract void DecryptRtcp(Span<byte> compound, uint ssrc, uint index);

    public static SrtpTransform Create(in SrtpKey key)
    {
        var master = new AesCounterMode(key.MasterKey);
        return SrtpSuites.IsAead(key.Suite) ? new AeadAesGcm(master, key) : new AesCmHmacSha1(master, key);
    }
}
