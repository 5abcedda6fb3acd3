using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>What a request outside a dialog must be, once it is known who sent it (RFC 3261 §8.2).</summary>
internal static class RequestRules
{
    /// <summary>Null when it may go on.</summary>
    public static ReasonCode? Check(
        in SipMessageView request, SessionRules session, SignallingOptions signalling, Trail? trail = null)
    {
        var broken = PassRules.IsPassed(request.Method) ? PassRules.Check(request, signalling) : Check(request, session);
        trail?.Add(
            DecisionStage.Rules, broken is null ? StepOutcome.Passed : StepOutcome.Refused, ConfigLine.None,
            broken is { } reason
                ? reason == ReasonCode.Malformed ? "Contact is missing or cannot be read" : ReasonCodes.Meaning(reason)
                : "method, hops, extensions and body are what the edge handles");
        return broken;
    }

    private static ReasonCode? Check(in SipMessageView request, SessionRules session) => request switch
    {
        { Method: not (SipMethod.Invite or SipMethod.Options) } => ReasonCode.UnsupportedMethod,
        { MaxForwards: 0 } when request.Method == SipMethod.Invite => ReasonCode.TooManyHops,
        _ when !Extensions.AreKnown(request, session) => ReasonCode.BadExtension, // §8.2.2.3
        _ when request.Method == SipMethod.Invite && Extensions.Misses100Rel(request, session) => ReasonCode.ExtensionNeeded,
        _ when request.Method == SipMethod.Invite && SessionRule.IsTooSmall(SessionFacts.Read(request), session)
            => ReasonCode.SessionTooShort,
        _ when request.Method == SipMethod.Invite && !Dialog.HasTarget(request) => ReasonCode.Malformed,
        _ when request.Method == SipMethod.Invite && !request.Body.IsEmpty && !ContentTypes.IsSdp(request)
            => ReasonCode.UnsupportedMediaType,
        _ => null,
    };
}
