namespace SipEdge.Media.Srtp;

/// <summary>Where an RTP packet stands in its stream, and where its payload begins.</summary>
internal readonly record struct PacketPlace(uint Ssrc, ulong Index, int HeaderLength)
{
    public uint RollOver => (uint)(Index >> 16);

    /// <summary>The same packet so many wraps of the sequence number later.</summary>
    public PacketPlace Later(int wraps) => this with { Index = Index + ((ulong)wraps << 16) };
}
