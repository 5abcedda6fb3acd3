using static SipEdge.Sip.Transactions.NonInviteClientState;

namespace SipEdge.Sip.Transactions;

public enum NonInviteClientState : byte
{
    Initial,
    Trying,
    Proceeding,
    Completed,
    Terminated,
}

/// <summary>Non-INVITE client transaction: RFC 3261 §17.1.2 figure 6.</summary>
public static class NonInviteClientTransaction
{
    public static Effects Handle(ref NonInviteClientState state, ClientInput input, bool reliable) => (state, input) switch
    {
        (Initial, ClientInput.Start) when reliable => Go(ref state, Trying, Effects.Send | Effects.StartTimeout),
        (Initial, ClientInput.Start) =>
            Go(ref state, Trying, Effects.Send | Effects.StartRetransmission | Effects.StartTimeout),

        // Timer E (T1 doubled in Trying, T2 in Proceeding), timer F.
        (Trying or Proceeding, ClientInput.Retransmission) => Effects.Send | Effects.StartRetransmission,
        (Trying or Proceeding, ClientInput.Timeout) => Go(ref state, Terminated, Effects.ReportTimeout | Effects.Remove),

        (Trying or Proceeding, ClientInput.TransportError) =>
            Go(ref state, Terminated, Effects.ReportTransportError | Effects.Remove),

        (Trying or Proceeding, ClientInput.Provisional) => Go(ref state, Proceeding, Effects.PassUp),

        (Trying or Proceeding, ClientInput.Success or ClientInput.Failure) when reliable =>
            Go(ref state, Terminated, Effects.StopTimers | Effects.PassUp | Effects.Remove),
        (Trying or Proceeding, ClientInput.Success or ClientInput.Failure) =>
            Go(ref state, Completed, Effects.StopTimers | Effects.StartTimeout | Effects.PassUp),

        // Timer K. Repeated responses end here.
        (Completed, ClientInput.Timeout) => Go(ref state, Terminated, Effects.Remove),

        _ => Effects.None,
    };

    private static Effects Go(ref NonInviteClientState state, NonInviteClientState next, Effects effects)
    {
        state = next;
        return effects;
    }
}
