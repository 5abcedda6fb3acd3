using SipEdge.Sip.Messages;

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

    /// <summary>Of its URIs, where that is not the gateway's: it refused sips.</summary>
    public UriScheme? Scheme { get; init; }

    /// <summary>Of the INVITE; more than 1 where it is sent again with what the gateway asked for.</summary>
    public uint CSeq { get; init; } = 1;

    /// <summary>The least session timer that the gateway takes, in seconds; 0 until it has said so (RFC 4028 §7.3).</summary>
    public int MinSe { get; init; }
}
