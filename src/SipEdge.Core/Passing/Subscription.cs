using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Passing;

/// <summary>
/// A subscription as the edge carries it: one dialog with who asked, one with who tells (RFC 6665 §4). Plain data that the table
/// lends out. Owned by the loop of the subscriber's Call-ID.
/// </summary>
internal sealed class Subscription(int slot, BufferPool buffers)
{
    public int Slot { get; } = slot;

    public int Generation { get; set; }

    public bool InUse { get; set; }

    public SubscriptionEnd Subscriber { get; } = new(buffers);

    public SubscriptionEnd Notifier { get; } = new(buffers);

    /// <summary>That the notifier knows; its dialog has it too, later than its first NOTIFY may come.</summary>
    public byte[] NotifierCallId { get; } = new byte[Identifiers.CallIdLength];

    /// <summary>The event package, as it was asked for.</summary>
    public HeldBytes Package;

    /// <summary>The snapshot that it was admitted with.</summary>
    public EdgeModel Model { get; set; } = EdgeModel.Default;

    /// <summary>The notifier has said that it is over.</summary>
    public bool Terminated { get; set; }

    public void Clear()
    {
        Subscriber.Clear();
        Notifier.Clear();
        Package.Clear(buffers);
        Model = EdgeModel.Default;
        Terminated = false;
    }
}
