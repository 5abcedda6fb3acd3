using SipEdge.Core.Admission;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

// Scheme: a gateway that refuses sips is called with sip, once and only where that is allowed.
internal sealed partial class CallControl
{
    /// <summary>
    /// True when the same address got an INVITE with sip. Never for a call that came as sips: its caller asked for what sip does not
    /// promise.
    /// </summary>
    private bool TryOtherScheme(Call call, int status, long now)
    {
        if (!GatewayOutcome.RefusesSips(status)
            || call.Current is not { Scheme: UriScheme.Sips, Gateway.MayFallBackToSip: true }
            || call.State == CallState.Cancelling
            || CameAsSips(call))
        {
            return false;
        }
        EndAttempt(call, status, ReasonCode.PeerRefusesSips, now);
        Refuse(call, GatewayOutcome.TowardsCaller(status), ReasonCode.PeerRefusesSips);
        call.Plan.RepeatWithSip();
        CallMachine.Step(ref call.State, CallInput.AttemptFailed);
        TryGateways(call, now);
        return true;
    }

    private bool CameAsSips(Call call) =>
        SipParser.Parse(call.Invite.Span, _slots, ParseLimits.Default, out var invite) == ParseStatus.Complete
        && OutgoingInvite.CallsSips(invite);
}
