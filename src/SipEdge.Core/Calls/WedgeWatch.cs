using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Calls;

/// <summary>
/// Notices a call that is in the middle of something for longer than anything may take. Every such state has a timer of its own;
/// this is for the day when one of them is wrong. Plain data, owned by the call's loop.
/// </summary>
internal struct WedgeWatch
{
    private CallState _state;
    private TransactionId _asked;
    private long _since;

    /// <summary>Asked now and then.</summary>
    /// <param name="call">The call of this watch.</param>
    /// <param name="bound">The longest that a step may take, in milliseconds.</param>
    /// <param name="now">The loop's time.</param>
    public bool IsStuck(Call call, long bound, long now)
    {
        var asked = Asked(call);
        var settled = call.State == CallState.Established && asked.IsNone;
        if (settled || _since == 0 || call.State != _state || asked != _asked)
        {
            _state = call.State;
            _asked = asked;
            _since = now;
            return false;
        }
        return now - _since > bound;
    }

    /// <summary>The request that somebody waits for the answer of; of several, the first.</summary>
    private static TransactionId Asked(Call call)
    {
        if (call.InviteExchange.Active)
        {
            return call.InviteExchange.Server.IsNone ? call.InviteExchange.Client : call.InviteExchange.Server;
        }
        foreach (ref readonly var exchange in call.Exchanges.AsSpan())
        {
            if (exchange.Active)
            {
                return exchange.Server;
            }
        }
        return TransactionId.None;
    }
}
