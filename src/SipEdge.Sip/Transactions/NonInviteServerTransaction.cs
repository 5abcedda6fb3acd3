using static SipEdge.Sip.Transactions.NonInviteServerState;

namespace SipEdge.Sip.Transactions;

public enum NonInviteServerState : byte
{
    Initial,
    Trying,
    Proceeding,
    Completed,
    Terminated,
}

/// <summary>Non-INVITE server transaction: RFC 3261 §17.2.2 figure 8.</summary>
public static class NonInviteServerTransaction
{
    public static Effects Handle(ref NonInviteServerState state, ServerInput input, bool reliable) => (state, input) switch
    {
        (Initial, ServerInput.Start) => Go(ref state, Trying, Effects.PassUp),

        // In Trying the request again is discarded: there is nothing to answer it with yet.
        (Trying or Proceeding, ServerInput.SendProvisional) => Go(ref state, Proceeding, Effects.Send),
        (Proceeding, ServerInput.Request) => Effects.Send,

        (Trying or Proceeding, ServerInput.SendSuccess or ServerInput.SendFailure) when reliable =>
            Go(ref state, Terminated, Effects.Send | Effects.Remove),
        (Trying or Proceeding, ServerInput.SendSuccess or ServerInput.SendFailure) =>
            Go(ref state, Completed, Effects.Send | Effects.StartTimeout),

        // Timer J.
        (Completed, ServerInput.Request) => Effects.Send,
        (Completed, ServerInput.Timeout) => Go(ref state, Terminated, Effects.Remove),

        (Proceeding or Completed, ServerInput.TransportError) => Go(ref state, Terminated, Effects.Remove),

        _ => Effects.None,
    };

    private static Effects Go(ref NonInviteServerState state, NonInviteServerState next, Effects effects)
    {
        state = next;
        return effects;
    }
}
