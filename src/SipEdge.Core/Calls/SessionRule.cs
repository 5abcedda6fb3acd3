using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;

namespace SipEdge.Core.Calls;

/// <summary>Which session timer a request and its answer lead to (RFC 4028 §7.2, §9 with table 2).</summary>
internal static class SessionRule
{
    /// <summary>
    /// The interval is shorter than the edge takes, and the peer can be told so (§9: 422 only to who supports it).
    /// </summary>
    public static bool IsTooSmall(in SessionFacts request, SessionRules rules) =>
        rules.UsesTimer && request.Supported && request.Expires >= 0 && request.Expires < rules.MinSe;

    /// <summary>What the edge answers to a request of a peer.</summary>
    /// <param name="request">What it asks for.</param>
    /// <param name="rules">Of the peer's trunk.</param>
    /// <param name="current">The timer of the dialog until now: what a later request leaves open stays as it was.</param>
    /// <param name="mayRefresh">The edge has a way to refresh this dialog.</param>
    public static SessionTerms Answer(in SessionFacts request, SessionRules rules, in SessionTimer current, bool mayRefresh)
    {
        if (!rules.UsesTimer)
        {
            return SessionTerms.None;
        }
        var refresher = Refresher(request, rules, current);
        if (refresher == SessionRole.Uas && !mayRefresh)
        {
            refresher = request.Supported && request.Refresher == SessionRole.None ? SessionRole.Uac : SessionRole.None;
        }
        if (refresher == SessionRole.None)
        {
            return SessionTerms.None;
        }
        // Never more than was asked for, never less than anybody on the way takes (§9).
        var wished = Math.Max(current.IsRunning ? current.Interval : rules.Expires, Math.Max(rules.MinSe, request.MinSe));
        var interval = request.Expires < 0 ? wished : Math.Clamp(request.Expires, SessionRules.LeastSeconds, wished);
        return new SessionTerms(interval, refresher, request.Supported);
    }

    /// <summary>
    /// What the answer to a request of the edge's own says. Without a refresher's name it is the edge (table 2).
    /// </summary>
    public static SessionTerms Take(in SessionFacts answer, SessionRules rules) =>
        !rules.UsesTimer || answer.Expires < 0
            ? SessionTerms.None
            : new SessionTerms(
                Math.Max(answer.Expires, SessionRules.LeastSeconds),
                answer.Refresher == SessionRole.Uas ? SessionRole.Uas : SessionRole.Uac,
                answer.Supported);

    private static SessionRole Refresher(in SessionFacts request, SessionRules rules, in SessionTimer current)
    {
        if (!request.Supported)
        {
            // Whoever does not know of timers refreshes nothing; somebody on the way may have asked for one (§8.1).
            var wanted = request.Expires >= 0 || rules.Refresher == SessionRefresher.Uas
                || current is { IsRunning: true, EdgeRefreshes: true };
            return wanted ? SessionRole.Uas : SessionRole.None;
        }
        if (request.Expires >= 0 && request.Refresher != SessionRole.None)
        {
            return request.Refresher;
        }
        if (current.IsRunning)
        {
            return current.EdgeRefreshes ? SessionRole.Uas : SessionRole.Uac;
        }
        return rules.Refresher == SessionRefresher.Uas ? SessionRole.Uas : SessionRole.Uac;
    }
}
