namespace SipEdge.Media.Relay;

/// <summary>Tells apart what shares one port: RFC 7983 by the first byte, RTCP by the second (RFC 5761 §4).</summary>
internal static class Demultiplexer
{
    public static PacketKind Classify(ReadOnlySpan<byte> datagram) => datagram switch
    {
        [>= 128 and <= 191, >= 192 and <= 223, ..] => PacketKind.Rtcp,
        [>= 128 and <= 191, ..] => PacketKind.Rtp,
        [<= 3, ..] => PacketKind.Stun,
        [>= 20 and <= 63, ..] => PacketKind.Dtls,
        _ => PacketKind.Other,
    };
}
