using SipEdge.Core.Rewrite;

namespace SipEdge.Core.Calls;

/// <summary>
/// The session timer of one dialog (RFC 4028 §7, §10): plain data and no I/O. The owner tells it of agreements and outcomes, asks
/// <see cref="Due"/> when <see cref="Deadline"/> has come, and does what that says.
/// </summary>
internal struct SessionTimer
{
    /// <summary>Before a refresh that was refused for the moment is tried again, in milliseconds.</summary>
    public const int RetryAfter = 10_000;

    /// <summary>A day: whoever asks for more wants no session timer at all.</summary>
    private const int LongestSession = 86_400;

    /// <summary>Of one request: every proxy on the way may want more than the one before it (§7.3).</summary>
    private const int MostProlonged = 4;

    private const int MostAhead = 32_000;

    private long _refreshedAt;
    private long _refreshAt;
    private byte _prolonged;

    /// <summary>In seconds; 0 while nothing is agreed.</summary>
    public int Interval { get; private set; }

    public bool EdgeRefreshes { get; private set; }

    /// <summary>A refresh of the edge's own is under way.</summary>
    public bool IsPending { get; private set; }

    /// <summary>The peer refused less than this (§7.3); 0 where it never did.</summary>
    public int MinSe { get; private set; }

    /// <summary>What it lives by, in the roles of a request of the edge's own.</summary>
    public readonly SessionTerms Running => new(Interval, EdgeRefreshes ? SessionRole.Uac : SessionRole.Uas, PeerKnows: false);

    public readonly bool IsRunning => Interval > 0;

    /// <summary>When to ask <see cref="Due"/>; <see cref="long.MaxValue"/> for a session that does not expire.</summary>
    public readonly long Deadline => !IsRunning ? long.MaxValue : Math.Min(RefreshDeadline, ExpiryDeadline);

    /// <summary>Half of the interval is the time to refresh (§7.2, §10).</summary>
    private readonly long RefreshDeadline => EdgeRefreshes && !IsPending ? _refreshAt : long.MaxValue;

    /// <summary>The BYE goes out a little before the end, so that it is not the other side's turn (§10).</summary>
    private readonly long ExpiryDeadline => _refreshedAt + (Interval * 1000L) - Math.Min(MostAhead, Interval * 1000L / 3);

    /// <summary>A 2xx to a request that refreshes agreed on this; it may end the timer as well.</summary>
    /// <param name="terms">In the roles of that request.</param>
    /// <param name="edgeAsked">The edge sent it.</param>
    /// <param name="now">When its 2xx was sent or came.</param>
    public void Agree(in SessionTerms terms, bool edgeAsked, long now)
    {
        Interval = terms.Interval;
        EdgeRefreshes = terms.Refresher == (edgeAsked ? SessionRole.Uac : SessionRole.Uas);
        _prolonged = 0;
        _refreshedAt = now;
        _refreshAt = now + (terms.Interval * 500L);
        IsPending = false;
    }

    public readonly SessionAct Due(long now) => !IsRunning ? SessionAct.None
        : now >= ExpiryDeadline ? SessionAct.Expire
        : now >= RefreshDeadline ? SessionAct.Refresh
        : SessionAct.None;

    public void Sent() => IsPending = true;

    /// <summary>
    /// 422: the peer, or somebody on the way, takes no less. False where that is not more than it was told already, is beyond reason,
    /// or comes too often: a peer that wants a second more each time would have the edge ask without an end.
    /// </summary>
    public bool TryProlong(int minSe)
    {
        if (minSe <= MinSe || minSe > LongestSession || _prolonged == MostProlonged)
        {
            return false;
        }
        MinSe = minSe;
        _prolonged++;
        return true;
    }

    /// <summary>
    /// The refresh was not answered with 2xx, or could not be sent: it is tried again until the session expires (§10). Whoever
    /// answers 408 or 481 has no dialog any more, which is the owner's to end.
    /// </summary>
    public void TryAgain(long at)
    {
        IsPending = false;
        _refreshAt = at;
    }
}
