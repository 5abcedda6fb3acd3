namespace SipEdge.Media.Relay;

/// <summary>
/// What happens to a batch of datagrams between the sockets, in order. Each step goes over the whole batch, so that SRTP
/// can work on many packets at once. One packet in is at most one packet out, and to one destination.
/// </summary>
internal sealed class RelayPacketSteps(
    PacketBatch batch,
    MediaEvents events,
    OwnPorts own,
    RelayTones tones,
    StreamHandshakes handshakes)
{
    /// <summary>Leaves alive what <see cref="SendStep"/> is to send.</summary>
    public void Relay(long now)
    {
        ScreenStep.Run(batch, own, handshakes, now);
        UnprotectStep.Run(batch);
        AcceptStep.Run(batch, events, tones, now);
        ProtectStep.Run(batch, events);
    }

    /// <summary>The same for packets that the relay has made itself.</summary>
    public void Protect() => ProtectStep.Run(batch, events);
}
