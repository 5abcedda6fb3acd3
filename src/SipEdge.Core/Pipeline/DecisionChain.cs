using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
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
        var admission = AdmissionPolicy.Decide(request, arrival, model, nonces, trail);
        if (admission.Verdict != AdmissionVerdict.Admit)
        {
            return RequestDecision.TurnedAway(admission);
        }
        if (RequestRules.Check(request, trail) is { } broken)
        {
            return RequestDecision.Refused(admission, broken, ReasonCodes.Status(broken), admission.Line);
        }
        if (request.Method == SipMethod.Options)
        {
            return RequestDecision.Answered(admission);
        }
        var route = RouteSelector.Select(request, admission, model, trail);
        return route.Found
            ? RequestDecision.Placed(admission, route)
            : RequestDecision.Refused(admission, route.Reason, route.Status, route.Line);
    }
}
