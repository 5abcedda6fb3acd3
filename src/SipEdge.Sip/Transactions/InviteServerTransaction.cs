using static SipEdge.Sip.Transactions.InviteServerState;

namespace SipEdge.Sip.Transactions;

public enum InviteServerState : byte
{
    Initial,
    Proceeding,
    Accepted,
    Completed,
    Confirmed,
    Terminated,
}

/// <summary>INVITE server transaction: RFC 3261 §17.2.1 figure 7, with the Accepted state of RFC 6026 §7.1.</summary>
public static class InviteServerTransaction
{
    public static Effects Handle(ref InviteServerState state, ServerInput input, bool reliable) => (state, input) switch
    {
        // The retransmission timer of Proceeding is the 200 ms until 100 Trying.
        (Initial, ServerInput.Start) => Go(ref state, Proceeding, Effects.StartRetransmission | Effects.PassUp),
        (Proceeding, ServerInput.Retransmission) => Effects.SendTrying,

        (Proceeding, ServerInput.Request) => Effects.Send,
        (Proceeding, ServerInput.SendProvisional) => Effects.Send | Effects.StopTimers,
        (Proceeding, ServerInput.SendSuccess) =>
            Go(ref state, Accepted, Effects.Send | Effects.StopTimers | Effects.StartRetransmission | Effects.StartTimeout),
        (Proceeding, ServerInput.SendFailure) when reliable =>
            Go(ref state, Completed, Effects.Send | Effects.StopTimers | Effects.StartTimeout),
        (Proceeding, ServerInput.SendFailure) =>
            Go(ref state, Completed, Effects.Send | Effects.StopTimers | Effects.StartRetransmission | Effects.StartTimeout),

        // The INVITE again is absorbed; an ACK with the INVITE's branch is the user's; the 2xx is repeated until its ACK
        // (§13.3.1.4) on every transport. Timer L.
        (Accepted, ServerInput.Ack) => Effects.PassUp,
        (Accepted, ServerInput.SendSuccess) => Effects.Send,
        (Accepted, ServerInput.Retransmission) => Effects.Send | Effects.StartRetransmission,
        (Accepted, ServerInput.Timeout) => Go(ref state, Terminated, Effects.ReportNoAck | Effects.Remove),

        // Timer G, timer H.
        (Completed, ServerInput.Request) => Effects.Send,
        (Completed, ServerInput.Retransmission) => Effects.Send | Effects.StartRetransmission,
        (Completed, ServerInput.Ack) when reliable => Go(ref state, Terminated, Effects.StopTimers | Effects.Remove),
        (Completed, ServerInput.Ack) => Go(ref state, Confirmed, Effects.StopTimers | Effects.StartTimeout),

        // Deviates: figure 7 reports timer H. The user has refused the call and has nothing left to do about it.
        (Completed, ServerInput.Timeout) => Go(ref state, Terminated, Effects.Remove),

        // Timer I. Repeated ACKs and INVITEs end here.
        (Confirmed, ServerInput.Timeout) => Go(ref state, Terminated, Effects.Remove),

        // A lost provisional is repeated when the INVITE is; a lost final that can be sent on no way ends the transaction.
        // In Accepted the user still waits for its ACK (RFC 6026 §8.7).
        (Completed, ServerInput.TransportError) => Go(ref state, Terminated, Effects.Remove),

        _ => Effects.None,
    };

    private static Effects Go(ref InviteServerState state, InviteServerState next, Effects effects)
    {
        state = next;
        return effects;
    }
}
