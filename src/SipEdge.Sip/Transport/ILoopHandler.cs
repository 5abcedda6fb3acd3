namespace SipEdge.Sip.Transport;

/// <summary>
/// Upward: what a loop tells its owner. Called only on the loop's thread. <c>now</c> is milliseconds on a clock that never
/// goes back.
/// </summary>
public interface ILoopHandler
{
    void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now);

    /// <summary>A message that was queued did not arrive, as far as is known.</summary>
    void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now);

    /// <summary>A connection has ended; <paramref name="failure"/> is none where it had simply done its work.</summary>
    void OnFlowClosed(in Flow flow, FlowFailure failure, long now);

    /// <summary>
    /// Runs what is due and returns the next deadline (<see cref="long.MaxValue"/>: none). Called after every batch and at
    /// the deadline.
    /// </summary>
    long OnTick(long now);
}

/// <summary>Something posted to a loop from outside: an admin question, a reload, a media event.</summary>
public interface ILoopCommand
{
    void Run(long now);
}

/// <summary>Which loop owns a message. Called on any thread; must not keep the span.</summary>
public interface ILoopRouter
{
    int LoopFor(ReadOnlySpan<byte> message);
}
