using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Passing;

/// <summary>One request that was passed on and waits for its answer. Plain data that the table lends out; owned by its loop.</summary>
internal sealed class PassedRequest(int slot)
{
    public int Slot { get; } = slot;

    /// <summary>Grows with every use of the slot, so that a late answer never finds another request.</summary>
    public int Generation { get; set; }

    public bool InUse { get; set; }

    /// <summary>In whose name it has its place.</summary>
    public PassSender Sender { get; set; }

    public TransactionId Server { get; set; }

    public SipMethod Method { get; set; }

    /// <summary>It came from the notifier of <see cref="Subscription"/>.</summary>
    public bool FromNotifier { get; set; }

    /// <summary>It would open <see cref="Subscription"/>: with a refusal that is gone.</summary>
    public bool Opens { get; set; }

    public Subscription? Subscription { get; set; }

    public int SubscriptionGeneration { get; set; }

    /// <summary>The subscription, if it still lives.</summary>
    public Subscription? Living =>
        Subscription is { InUse: true } living && living.Generation == SubscriptionGeneration ? living : null;
}
