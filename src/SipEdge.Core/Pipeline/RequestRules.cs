using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>What a request outside a dialog must be, once it is known who sent it (RFC 3261 §8.2).</summary>
internal static class RequestRules
{
    /// <summary>Null when it may go on.</summary>
    public static ReasonCode? Check(in SipMessageView request, Trail? trail = null)
    {
        var broken = Check(request);
        trail?.Add(
            DecisionStage.Rules, broken is null ? StepOutcome.Passed : StepOutcome.Refused, ConfigLine.None,
            broken is { } reason
                ? reason == ReasonCode.Malformed ? "Contact is missing or cannot be read" : ReasonCodes.Meaning(reason)
                : "method, hops, extensions and body are what the edge handles");
        return broken;
    }

    private static ReasonCode? Check(in SipMessageView request) => request switch
    {
        { Method: not (SipMethod.Invite or SipMethod.Options) } => ReasonCode.UnsupportedMethod,
        { MaxForwards: 0 } when request.Method == SipMethod.Invite => ReasonCode.TooManyHops,
        _ when request.Has(HeaderId.Require) => ReasonCode.BadExtension, // none is supported yet (§8.2.2.3)
        _ when request.Method == SipMethod.Invite && !Dialog.HasTarget(request) => ReasonCode.Malformed,
        _ when request.Method == SipMethod.Invite && !request.Body.IsEmpty && !ContentTypes.IsSdp(request)
            => ReasonCode.UnsupportedMediaType,
        _ => null,
    };
}
