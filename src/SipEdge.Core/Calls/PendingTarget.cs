using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// Where the sender of a re-INVITE or UPDATE says that it is, until that is answered: only a 2xx makes it the remote target (RFC 6141
/// §4). One at a time, for there is one offer at a time. Plain data, owned by the call's loop.
/// </summary>
internal struct PendingTarget
{
    /// <summary>The request that brought it; none where nothing is pending.</summary>
    public TransactionId Server;

    public CallSide Side;

    public HeldBytes Uri;

    /// <summary>Where it spoke from before.</summary>
    public Flow PeerBefore;

    public void End(BufferPool buffers)
    {
        Uri.Clear(buffers);
        this = default;
    }
}
