using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// What the Replaces of an INVITE is worth before anybody knows which call it names (RFC 3891 §3). Nobody is dialled by it, so what may
/// be dialled is no question.
/// </summary>
internal static class ReplacesRule
{
    /// <summary>Null where the INVITE is an ordinary call.</summary>
    public static RequestDecision? Decide(in SipMessageView request, in AdmissionDecision admission, Trail? trail)
    {
        if (request.Method != SipMethod.Invite || !request.Has(HeaderId.Replaces))
        {
            return null;
        }
        if (!admission.Signalling.TakesReplaces)
        {
            trail?.Add(
                DecisionStage.Rules, StepOutcome.Noted, ConfigLine.None, "its Replaces is ignored: the sender takes over no calls (replaces)");
            return null;
        }
        var readable = request.Count(HeaderId.Replaces) == 1
            && ReplacesView.TryParse(request.First(HeaderId.Replaces), out _);
        trail?.Add(
            DecisionStage.Rules, readable ? StepOutcome.Decided : StepOutcome.Refused, ConfigLine.None,
            readable ? "it takes the place of a side of a live call, if the call that Replaces names is its own"
                : "Replaces is there twice, or does not name a call by its Call-ID and two tags");
        return readable
            ? RequestDecision.Replaces(admission)
            : RequestDecision.Refused(
                admission, ReasonCode.Malformed, ReasonCodes.Status(ReasonCode.Malformed), ConfigLine.None);
    }
}
