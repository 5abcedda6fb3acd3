namespace SipEdge.Core.Rewrite;

/// <summary>What one request and its answer agreed on; an interval of 0: the session does not expire.</summary>
/// <param name="Interval">In seconds.</param>
/// <param name="Refresher">In the roles of that request.</param>
/// <param name="PeerKnows">The peer speaks of session timers itself, so that it may be required to.</param>
internal readonly record struct SessionTerms(int Interval, SessionRole Refresher, bool PeerKnows)
{
    public static SessionTerms None => default;

    public bool IsNone => Interval == 0;
}
