namespace SipEdge.Media.Relay;

/// <summary>
/// Makes a packet into what the other side has negotiated, between decryption and encryption: its payload type. Packets of a
/// plain session between sides that number alike never come here.
/// </summary>
internal static unsafe class Reshaping
{
    /// <summary>False when the packet is not for the other side.</summary>
    public static bool Apply(ref RelayPacket packet)
    {
        var stream = packet.From;
        if ((stream.Traits & StreamTraits.Apart) != 0)
        {
            return false;
        }

        return (stream.Traits & StreamTraits.Translate) == 0 || packet.Kind != PacketKind.Rtp || Translate(ref packet);
    }

    private static bool Translate(ref RelayPacket packet)
    {
        var type = packet.From.Map![packet.Header.PayloadType];
        packet.Data[1] = (byte)((packet.Data[1] & 0x80) | type);
        return type != PayloadMap.Drop;
    }
}
