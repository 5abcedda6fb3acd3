using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Policy;
using SipEdge.Core.Routing;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>May a referrer's transfer be placed? Answered by the same decisions as a call of its own.</summary>
internal interface ITransferRules
{
    /// <param name="invite">That the referrer would have sent.</param>
    /// <param name="known">How the referrer was let in when it opened the call; null for a called one.</param>
    /// <param name="flow">By which its REFER came.</param>
    /// <param name="now">The loop's time.</param>
    TransferDecision Decide(in SipMessageView invite, in AdmissionDecision? known, in Flow flow, long now);

    /// <summary>The same for a call that a gateway sent elsewhere, as whom it was admitted, by the configuration that admitted it.</summary>
    TransferDecision DecideRedirected(
        in SipMessageView invite, in AdmissionDecision admission, in Flow flow, EdgeModel model, long now);

    /// <summary>Answers an INVITE with Replaces that comes to nothing, and makes its record.</summary>
    void RefuseTakeOver(
        TransactionId server, in SipMessageView invite, in Flow flow, in AdmissionDecision admission, EdgeModel model, ReasonCode reason,
        long now);
}

/// <summary>Status: 0 when it may be placed, else what the referrer is told.</summary>
internal readonly record struct TransferDecision(
    int Status, ReasonCode Reason, AdmissionDecision Admission, CallerIdDecision CallerId, RouteDecision Route, EdgeModel Model);
