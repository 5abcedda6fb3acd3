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
    public static bool MayHear(
        in SipMessageView request, in Arrival arrival, EdgeModel model, INonceJudge nonces, Trail? trail = null) =>
        model.Addresses.Covers(arrival.Source.Remote.Address)
        || AdmissionPolicy.Decide(request, arrival, model, nonces, trail).Verdict != AdmissionVerdict.Drop;
}
