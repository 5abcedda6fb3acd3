namespace SipEdge.Core.Rewrite;

/// <summary>What the edge itself makes up for a new dialog: the bytes that differ from one INVITE to the next.</summary>
/// <param name="sentBy">"host:port" of the listener that the gateway is called from, as peers are told it.</param>
/// <param name="localTag">Our tag in From.</param>
/// <param name="callId">Of the new dialog.</param>
public readonly ref struct OutgoingNames(ReadOnlySpan<byte> sentBy, ReadOnlySpan<byte> localTag, ReadOnlySpan<byte> callId)
{
    public ReadOnlySpan<byte> SentBy { get; } = sentBy;

    public ReadOnlySpan<byte> LocalTag { get; } = localTag;

    public ReadOnlySpan<byte> CallId { get; } = callId;
}
