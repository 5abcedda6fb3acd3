using SipEdge.Core.Admission;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Events: responses find their exchange, timers their call.
internal sealed partial class CallControl
{
    public void OnResponse(CallOwner owner, TransactionId client, in SipMessageView response, in Flow flow, long now)
    {
        if (owner.Purpose == OwnerPurpose.Farewell)
        {
            OnFarewellAnswered(owner, response, flow, now);
            return;
        }
        if (!calls.TryGet(owner, out var call))
        {
            EndStrayDialog(client, response, flow, now);
            return;
        }
        NoteMended(call, flow);
        if (response.StatusCode is 401 or 407 && TryAnswerChallenge(call, owner, client, response, now))
        {
            return;
        }
        if (response.StatusCode == 422 && TryLongerSession(call, owner, client, response, now))
        {
            return;
        }
        switch (owner.Purpose)
        {
            case OwnerPurpose.Attempt:
                OnAttemptResponse(call, client, response, flow, now);
                break;
            case OwnerPurpose.Reinvite:
                OnReinviteResponse(call, client, response, now);
                break;
            case OwnerPurpose.Exchange:
                OnExchangeResponse(call, owner.Index, client, response, now);
                break;
            case OwnerPurpose.Prack:
                OnPrackAnswered(call, owner.Index, client, response.StatusCode, now);
                break;
            case OwnerPurpose.Refresh:
                OnRefreshAnswered(call, (CallSide)owner.Index, response, now);
                break;
            case OwnerPurpose.Digit:
                OnDigitAnswered(call, (CallSide)owner.Index, response.StatusCode, now);
                break;
            case OwnerPurpose.Join:
                OnJoinResponse(call, (CallSide)owner.Index, client, response, flow, now);
                break;
            case OwnerPurpose.Notify:
                OnNotifyAnswered(call, response.StatusCode);
                break;
            default:
                break; // the answer to a BYE; nobody waits for it
        }
    }

    /// <summary>When to call <see cref="OnTick"/> again.</summary>
    public long NextDeadline => Math.Min(_timers.NextDeadline, calls.Count > 0 ? _nextSweep : long.MaxValue);

    /// <summary>Ends what has run out of time.</summary>
    public void OnTick(long now)
    {
        while (_timers.TryExpire(now, out var slot))
        {
            var call = calls[slot];
            var generation = call.Generation;
            while (call.InUse && call.Generation == generation && _timers.TryTake(call, now, out var timer))
            {
                OnTimer(call, timer, now);
            }
        }
        Sweep(now);
    }

    private void OnTimer(Call call, CallTimer timer, long now)
    {
        switch (timer)
        {
            case CallTimer.Ring or CallTimer.Silence or CallTimer.AttemptRing or CallTimer.Settle:
                OnSetupTimer(call, timer, now);
                break;
            case CallTimer.MaxDuration:
                EndByEdge(call, ReasonCode.MaxDuration, now);
                break;
            case CallTimer.CallerSession:
                OnSessionDue(call, CallSide.Caller, now);
                break;
            case CallTimer.CalleeSession:
                OnSessionDue(call, CallSide.Callee, now);
                break;
            case CallTimer.Ringing:
                OnRingingDue(call, now);
                break;
            case CallTimer.Patience:
                OnOutOfPatience(call, now);
                break;
            case CallTimer.Referrer:
                Step(call, CallInput.EdgeEnds, now);
                break;
            default:
                break;
        }
    }

    /// <summary>Ends every live call: the time to drain is over.</summary>
    public void EndAll(ReasonCode reason, long now)
    {
        foreach (var call in calls.Live().ToArray())
        {
            EndByEdge(call, reason, now);
        }
    }

    /// <summary>Ends the live calls from and to a trunk, and says why in a Reason header (RFC 3326).</summary>
    public int EndAllOf(string trunkId, ReasonCode reason, long now)
    {
        var ended = 0;
        foreach (var call in calls.Live().ToArray())
        {
            if (call.Caller.Trunk?.Id == trunkId || call.Callee.Trunk?.Id == trunkId)
            {
                EndWithReason(call, reason, now);
                ended++;
            }
        }
        return ended;
    }
}
