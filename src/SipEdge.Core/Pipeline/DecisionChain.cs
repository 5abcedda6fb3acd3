using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Policy;
using SipEdge.Core.Routing;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Everything that is decided about a request outside a dialog, in order. Each stage is a function from what is known to a
/// value; only this file knows the order, and it acts on nothing: <see cref="EdgePipeline"/> does, and an explanation prints it.
/// </summary>
public static class DecisionChain
{
    public static RequestDecision Decide(
        in SipMessageView request, in Arrival arrival, EdgeModel model, INonceJudge nonces, Trail? trail = null)
    {
        if (ScannerCheck.Find(request, arrival.Source, model, trail) is { } scanner)
        {
            return RequestDecision.TurnedAway(
                new AdmissionDecision(AdmissionVerdict.Drop, ReasonCode.Scanner, 0, Line: scanner.Line));
        }
        var admission = AdmissionPolicy.Decide(request, arrival, model, nonces, trail);
        if (admission.Verdict != AdmissionVerdict.Admit)
        {
            if (request.Method != SipMethod.Options || admission.Domain is not { AnswerOptions: true } domain)
            {
                return RequestDecision.TurnedAway(admission);
            }
            trail?.Add(DecisionStage.Rules, StepOutcome.Decided, domain.Line,
                $"{domain.Name} answers OPTIONS to whoever asks (answer_options)");
            return RequestDecision.Answered(admission);
        }
        if (RequestRules.Check(request, trail) is { } broken)
        {
            return RequestDecision.Refused(admission, broken, ReasonCodes.Status(broken), admission.Line);
        }
        if (request.Method == SipMethod.Options)
        {
            return RequestDecision.Answered(admission);
        }
        var called = KindOf(request, admission, model);
        var policy = InboundPolicy.Decide(request, admission, arrival, called, trail);
        if (!policy.Granted)
        {
            return RequestDecision.Refused(admission, policy.Reason, policy.Status, policy.Line) with { Phrase = policy.Phrase };
        }
        var callerId = CallerIdCheck.Decide(request, admission, called, trail);
        if (!callerId.Granted)
        {
            return RequestDecision.Refused(admission, callerId.Reason, callerId.Status, callerId.Line);
        }
        var route = policy.Route is { } chosen
            ? RouteSelector.Take(chosen)
            : RouteSelector.Select(request, admission, model, trail);
        if (!route.Found)
        {
            return RequestDecision.Refused(admission, route.Reason, route.Status, route.Line);
        }
        var routed = InboundPolicy.DecideRouted(request, admission, called, route.Route, trail);
        return routed.Granted
            ? RequestDecision.Placed(admission, callerId, route)
            : RequestDecision.Refused(admission, routed.Reason, routed.Status, routed.Line) with { Phrase = routed.Phrase };
    }

    /// <summary>
    /// Rules make way for an emergency call, and only its route knows one behind the digit for an outside line.
    /// </summary>
    private static NumberKind KindOf(in SipMessageView request, in AdmissionDecision admission, EdgeModel model) =>
        model.Emergency.IsEmpty ? NumberKind.Ordinary : RouteSelector.Select(request, admission, model).Kind;
}
