using SipEdge.Core.Admission;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

// Passing: what is no call and was let in, on its way to a trunk or a phone.
internal sealed partial class EdgePipeline
{
    private void Pass(in RequestSource source, in SipMessageView request, in RequestDecision decision)
    {
        var arrival = source.Arrival;
        if (Draining && request.Method == SipMethod.Subscribe)
        {
            Refuse(source, request, decision.Admission, ReasonCode.Draining);
            return;
        }
        if (passing.Pass(
            source.Server, request, arrival, decision.Admission, decision.CallerId.Forced, decision.Route, source.Model)
            is { } reason)
        {
            Refuse(source, request, decision.Admission, reason);
        }
    }
}
