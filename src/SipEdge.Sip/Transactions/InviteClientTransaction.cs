using static SipEdge.Sip.Transactions.InviteClientState;

namespace SipEdge.Sip.Transactions;

public enum InviteClientState : byte
{
    Initial,
    Calling,
    Proceeding,
    Accepted,
    Completed,
    Terminated,
}

/// <summary>INVITE client transaction: RFC 3261 §17.1.1 figure 5, with the Accepted state of RFC 6026 §7.2.</summary>
public static class InviteClientTransaction
{
    public static Effects Handle(ref InviteClientState state, ClientInput input, bool reliable) => (state, input) switch
    {
        (Initial, ClientInput.Start) when reliable => Go(ref state, Calling, Effects.Send | Effects.StartTimeout),
        (Initial, ClientInput.Start) =>
            Go(ref state, Calling, Effects.Send | Effects.StartRetransmission | Effects.StartTimeout),

        // Timer A, timer B.
        (Calling, ClientInput.Retransmission) => Effects.Send | Effects.StartRetransmission,
        (Calling, ClientInput.Timeout) => Go(ref state, Terminated, Effects.ReportTimeout | Effects.Remove),

        // From the first 1xx on there is no timer: how long it may ring is the user's business (timer C).
        (Calling, ClientInput.Provisional) => Go(ref state, Proceeding, Effects.StopTimers | Effects.PassUp),
        (Proceeding, ClientInput.Provisional) => Effects.PassUp,

        (Calling or Proceeding, ClientInput.Success) =>
            Go(ref state, Accepted, Effects.StopTimers | Effects.StartTimeout | Effects.PassUp),
        (Calling or Proceeding, ClientInput.Failure) when reliable =>
            Go(ref state, Terminated, Effects.SendAck | Effects.StopTimers | Effects.PassUp | Effects.Remove),
        (Calling or Proceeding, ClientInput.Failure) =>
            Go(ref state, Completed, Effects.SendAck | Effects.StopTimers | Effects.StartTimeout | Effects.PassUp),

        // §9.1: cancelled, and no final response within 64*T1.
        (Proceeding, ClientInput.Cancelled) => Effects.StartTimeout,
        (Proceeding, ClientInput.Timeout) => Go(ref state, Terminated, Effects.ReportTimeout | Effects.Remove),

        // Forked 2xx and 2xx retransmissions both go up: the ACK for a 2xx is the user's (RFC 6026 §7.2). Timer M.
        (Accepted, ClientInput.Success) => Effects.PassUp,
        (Accepted, ClientInput.Timeout) => Go(ref state, Terminated, Effects.Remove),

        // Timer D.
        (Completed, ClientInput.Failure) => Effects.SendAck,
        (Completed, ClientInput.Timeout) => Go(ref state, Terminated, Effects.Remove),

        (Calling or Proceeding, ClientInput.TransportError) =>
            Go(ref state, Terminated, Effects.ReportTransportError | Effects.Remove),

        // Deviates: figure 5 reports the ACK's transport error. The user has its final response; the next retransmission
        // of that response tries again.
        (Completed, ClientInput.TransportError) => Effects.None,

        _ => Effects.None,
    };

    private static Effects Go(ref InviteClientState state, InviteClientState next, Effects effects)
    {
        state = next;
        return effects;
    }
}
