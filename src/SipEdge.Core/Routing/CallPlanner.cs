using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Routing;

/// <summary>
/// Where one call is tried: the addresses of its route in their order, as far as its caller takes part in a rollout. The same for a
/// call as it came, for one that a gateway sent elsewhere, and for an explanation.
/// </summary>
internal static class CallPlanner
{
    /// <param name="plan">Emptied and filled.</param>
    /// <param name="invite">That is placed.</param>
    /// <param name="admission">As whom it came in.</param>
    /// <param name="source">Where from.</param>
    /// <param name="route">A route was found.</param>
    /// <param name="board">What is known of trunks and addresses.</param>
    /// <param name="now">The loop's time.</param>
    public static void Plan(
        AttemptPlan plan, in SipMessageView invite, in AdmissionDecision admission, UInt128 source, in RouteDecision route,
        TrunkBoard board, long now)
    {
        var emergency = route.Kind == NumberKind.Emergency;
        AttemptPlanner.Plan(plan, route.Route!.To, board, new PlannedCall(CallDraw.Of(invite.CallId), emergency), now);
        if (!emergency)
        {
            TlsRolloutStep.Apply(plan, invite, admission, source);
        }
    }
}
