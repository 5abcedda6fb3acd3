namespace SipEdge.Sip.Transport;

/// <summary>
/// When a request that would leave as a datagram takes a connection to the same address instead (RFC 3261 §18.1.1): a datagram
/// longer than the path carries arrives in fragments, or not at all. The default never does.
/// </summary>
/// <param name="DatagramBytes">The longest request that still leaves as a datagram; 0: any.</param>
/// <param name="StreamListener">Number of the TCP listener that longer ones leave from.</param>
public readonly record struct LargeRequestRule(int DatagramBytes, byte StreamListener)
{
    /// <summary>Whether a request of this length is too long for a datagram.</summary>
    public bool Applies(int length) => DatagramBytes != 0 && length > DatagramBytes;
}
