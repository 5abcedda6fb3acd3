using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Passing;

/// <summary>
/// A subscription as the edge carries it: one dialog with who asked, one with who tells (RFC 6665 §4). Plain data that the table
/// lends out. Owned by the loop of the subscriber's Call-ID.
/// </summary>
internal sealed class Subscription(int slot, BufferPool buffers)
{
    private readonly byte[] _subscriberTag = new byte[Identifiers.TagLength];
    private readonly byte[] _notifierTag = new byte[Identifiers.TagLength];

    public int Slot { get; } = slot;

    public int Generation { get; set; }

    public bool InUse { get; set; }

    /// <summary>Ours towards the subscriber.</summary>
    public Span<byte> SubscriberTag => _subscriberTag;

    /// <summary>Ours towards the notifier.</summary>
    public Span<byte> NotifierTag => _notifierTag;

    public Dialog Subscriber { get; } = new(buffers);

    /// <summary>Empty until the notifier has answered.</summary>
    public Dialog Notifier { get; } = new(buffers);

    /// <summary>That the notifier knows; its dialog has it too, later than its first NOTIFY may come.</summary>
    public byte[] NotifierCallId { get; } = new byte[Identifiers.CallIdLength];

    /// <summary>The event package, as it was asked for.</summary>
    public HeldBytes Package;

    public Flow SubscriberPeer { get; set; }

    public Flow SubscriberHop { get; set; }

    public Flow NotifierPeer { get; set; }

    public Flow NotifierHop { get; set; }

    public TrunkModel? SubscriberTrunk { get; set; }

    public TrunkModel? NotifierTrunk { get; set; }

    /// <summary>The snapshot that it was admitted with.</summary>
    public EdgeModel Model { get; set; } = EdgeModel.Default;

    /// <summary>The notifier has said that it is over.</summary>
    public bool Terminated { get; set; }

    public void Clear()
    {
        Subscriber.Clear();
        Notifier.Clear();
        Package.Clear(buffers);
        SubscriberPeer = SubscriberHop = NotifierPeer = NotifierHop = default;
        SubscriberTrunk = NotifierTrunk = null;
        Model = EdgeModel.Default;
        Terminated = false;
    }
}
