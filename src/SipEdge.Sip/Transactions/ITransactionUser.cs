using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

/// <summary>
/// Upward: what the transactions of a loop tell their user (RFC 3261 calls it TU). Called only on the loop's thread, never
/// from inside a call of the user into the layer. The views die with the call. Every method may call back into the layer.
/// </summary>
public interface ITransactionUser
{
    /// <summary>
    /// A new request, never ACK and never CANCEL. Nothing has been answered yet; an INVITE gets its 100 Trying by itself
    /// after 200 ms (RFC 3261 §17.2.1).
    /// </summary>
    void OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now);

    /// <summary>An ACK that ends no refused INVITE: the one for a 2xx, or a stray.</summary>
    void OnAck(in SipMessageView ack, in Flow flow, long now);

    /// <summary>The INVITE is still unanswered and its caller gave up. The CANCEL has been answered by the layer.</summary>
    void OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now);

    /// <summary>
    /// 1xx, 2xx (also 2xx of further forks; not a 2xx whose ACK is stored, that one is acknowledged again by the layer),
    /// and 3xx-6xx (to an INVITE the layer has sent the ACK).
    /// </summary>
    void OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now);

    /// <summary>No final answer in time (timers B and F; after a CANCEL, RFC 3261 §9.1). The transaction is gone.</summary>
    void OnTimeout(TransactionId client, long owner, long now);

    /// <summary>The request could not be sent, for <paramref name="failure"/> if that is known. The transaction is gone.</summary>
    void OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now);

    /// <summary>64*T1 without ACK for a 2xx (RFC 3261 §13.3.1.4). The transaction is gone.</summary>
    void OnNoAck(TransactionId inviteServer, long owner, long now);

    /// <summary>
    /// May a request that cannot be read, or for which there is no room, be answered at all? Who asks is known only above:
    /// to answer every stranger is to tell a scanner that something listens here.
    /// </summary>
    bool MayAnswerMalformed(in Flow flow);

    /// <summary>
    /// Something came that is no SIP, or not whole. It has been counted, and answered with <paramref name="status"/> where that
    /// is allowed; 0: not answered. The view holds what could be read.
    /// </summary>
    void OnMalformed(in SipMessageView message, int status, in Flow flow, long now);
}
