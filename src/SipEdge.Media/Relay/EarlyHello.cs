namespace SipEdge.Media.Relay;

/// <summary>
/// The first DTLS datagram that came to a stream before signalling had said anything of it: a callee that takes the active
/// side begins as it answers, and is quicker than its answer. A buffer of the loop's pool, plain data.
/// </summary>
internal readonly record struct EarlyHello(int Buffer, int Length, MediaEndpoint Source)
{
    public bool IsNone => Length == 0;
}
