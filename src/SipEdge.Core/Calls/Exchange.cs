using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// One request of a leg that is answered by the other leg: an INVITE with its offer and answer, an UPDATE, an INFO.
/// Plain data, owned by the call's loop.
/// </summary>
internal struct Exchange
{
    public bool Active;
    public CallSide From;
    public SipMethod Method;
    public uint CSeq;
    public TransactionId Server;
    public TransactionId Client;

    /// <summary>The edge asks by itself, for what <see cref="From"/> said last: nobody is to be answered.</summary>
    public bool ByEdge;

    /// <summary>The early dialog that it is of, one more than its index; 0 on a confirmed one.</summary>
    public int EarlyPlace;

    /// <summary>When it was passed on.</summary>
    public long StartedAt;

    /// <summary>The requester was answered; only its ACK is missing.</summary>
    public bool Answered;

    /// <summary>The request carried an offer; without one the 2xx brings it and the ACK the answer (RFC 3261 §13.2.1).</summary>
    public bool OfferInRequest;

    /// <summary>An offer is out and its answer has not come.</summary>
    public bool OfferPending;

    /// <summary>Which leg made the pending offer.</summary>
    public CallSide Offerer;

    /// <summary>The pending offer as its maker wrote it.</summary>
    public HeldBytes Offer;

    public void End(BufferPool buffers)
    {
        Offer.Clear(buffers);
        this = default;
    }
}
