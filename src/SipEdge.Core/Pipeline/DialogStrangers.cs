using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Whether the sender of a request for an unknown dialog is told anything at all: with a made-up To tag a scanner must not learn
/// what it would not have learned without one. A phone that would be asked for credentials hears that its dialog is gone, as
/// after a restart.
/// </summary>
internal static class DialogStrangers
{
    /// <param name="request">Its To tag names no dialog.</param>
    /// <param name="arrival">How it came.</param>
    /// <param name="model">The configuration.</param>
    /// <param name="nonces">What is known of nonces.</param>
    /// <param name="unheard">What was decided about a sender who is told nothing.</param>
    /// <param name="trail">For somebody who wants to know why.</param>
    public static bool MayHear(
        in SipMessageView request, in Arrival arrival, EdgeModel model, INonceJudge nonces, out RequestDecision unheard,
        Trail? trail = null)
    {
        unheard = default;
        if (model.Known.Find(arrival.Source.Remote.Address) is not null)
        {
            return true;
        }
        unheard = DecisionChain.Decide(request, arrival, model, nonces, trail);
        return unheard.Admission.Verdict != AdmissionVerdict.Drop;
    }
}
