using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

// Transfers: what a referrer asks for is decided like a call that it makes, so a transfer opens no door that a call would not.
internal sealed partial class EdgePipeline
{
    public TransferDecision Decide(in SipMessageView invite, in AdmissionDecision? known, in Flow flow, long now)
    {
        var model = environment.Model();
        var arrival = ArrivalOf(flow, now);
        _nonces.Forget();
        var admission = AdmissionPolicy.Decide(invite, arrival, model, _nonces);
        if (admission.Verdict != AdmissionVerdict.Admit && known is { } opened
            && DomainSelector.Select(invite, arrival, model, out _) is { } domain
            && StandingAdmission.Renew(opened, domain, model, arrival.Time) is { } stands)
        {
            admission = stands; // it was let in by a credential when it called, and its dialog stands for that
        }
        var decision = admission.Verdict == AdmissionVerdict.Admit
            ? DecisionChain.DecideAdmitted(invite, admission, arrival, model)
            : RequestDecision.TurnedAway(admission);
        if (decision.Outcome == RequestOutcome.Placed && Draining)
        {
            decision = RequestDecision.Refused(
                admission, ReasonCode.Draining, ReasonCodes.Status(ReasonCode.Draining), ConfigLine.None);
        }
        if (decision.Outcome != RequestOutcome.Placed)
        {
            environment.Metrics.Refused(decision.Reason);
            identifiers.WriteTag(_tag, 0, CallSide.Caller);
            var status = decision.Status == 0 ? 403 : decision.Status;
            Record(new RequestSource(default, arrival, model), invite, admission, decision.Reason, status, decision.Line);
            return new TransferDecision(status, decision.Reason, admission, default, default, model);
        }
        attempts.Hold(invite.Bytes, arrival, _nonces.Said, model, admitted: true);
        return new TransferDecision(0, ReasonCode.None, admission, decision.CallerId, decision.Route, model);
    }

    /// <summary>One side of a live call is replaced by another; the call was let in long ago, so draining does not end it.</summary>
    private void TakeOver(in RequestSource source, in SipMessageView invite, in Flow flow, in AdmissionDecision admission)
    {
        attempts.Hold(invite.Bytes, source.Arrival, _nonces.Said, source.Model, admitted: true);
        var refused = control.TakeOver(source.Server, invite, flow, admission, source.Model, source.Arrival.Now);
        if (refused is { } reason)
        {
            Refuse(source, invite, admission, reason);
        }
    }

    public void RefuseTakeOver(
        TransactionId server, in SipMessageView invite, in Flow flow, in AdmissionDecision admission, EdgeModel model, ReasonCode reason,
        long now)
    {
        _nonces.Forget();
        Refuse(new RequestSource(server, ArrivalOf(flow, now), model), invite, admission, reason);
    }

    public TransferDecision DecideRedirected(
        in SipMessageView invite, in AdmissionDecision admission, in Flow flow, EdgeModel model, long now)
    {
        var decision = DecisionChain.DecideAdmitted(invite, admission, ArrivalOf(flow, now), model);
        return decision.Outcome == RequestOutcome.Placed
            ? new TransferDecision(0, ReasonCode.None, admission, decision.CallerId, decision.Route, model)
            : new TransferDecision(
                decision.Status == 0 ? 403 : decision.Status, decision.Reason, admission, default, default, model);
    }
}
