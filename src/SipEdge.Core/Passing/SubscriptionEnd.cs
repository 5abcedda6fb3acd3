using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Passing;

/// <summary>One side of a subscription: the dialog with it and the way to it. Owned as the subscription is.</summary>
internal sealed class SubscriptionEnd(BufferPool buffers)
{
    private readonly byte[] _tag = new byte[Identifiers.TagLength];

    /// <summary>Ours towards it.</summary>
    public Span<byte> Tag => _tag;

    /// <summary>The notifier's is empty until it has answered.</summary>
    public Dialog Dialog { get; } = new(buffers);

    /// <summary>Where it speaks from.</summary>
    public Flow Peer { get; set; }

    /// <summary>Where it is sent requests, unless it is a phone.</summary>
    public Flow Hop { get; set; }

    /// <summary>Null for a phone that asks: it is let in as an account, or by its flow.</summary>
    public TrunkModel? Trunk { get; set; }

    /// <summary>
    /// The token of the registered contact that it is; null for whom else. It is sent requests over the flow of its registration, which
    /// is the one that gets through its NAT, and moves with it.
    /// </summary>
    public UInt128? Phone { get; set; }

    /// <summary>In whose name its requests are counted.</summary>
    public PassSender Sender { get; set; }

    public void Clear()
    {
        Dialog.Clear();
        Peer = Hop = default;
        Trunk = null;
        Phone = null;
        Sender = default;
    }
}
