using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Attempts: how long each may take, giving one up before the next, and what is remembered of an address.
internal sealed partial class CallControl
{
    /// <summary>A gateway that rings answers a CANCEL within a round trip; one that does not is not waited for any longer.</summary>
    private const long SettleMs = 2_000;

    private void BeginAttempt(Call call, long now)
    {
        var rules = call.Plan.Failover;
        AwaitFirstWord(call, now);
        _timers.Arm(call, CallTimer.AttemptRing, rules.RingTimeoutMs == long.MaxValue ? long.MaxValue : now + rules.RingTimeoutMs);
    }

    /// <summary>An INVITE went out that nothing was heard of yet; also when it was sent again with credentials.</summary>
    private void AwaitFirstWord(Call call, long now)
    {
        call.AttemptHeard = false;

        // The last one is given all the time there is: nobody else could do better.
        _timers.Arm(
            call, CallTimer.Silence, call.Plan.HasNext ? now + call.Plan.Failover.AttemptTimeoutMs : long.MaxValue);
    }

    private void HeardAttempt(Call call)
    {
        if (!call.AttemptHeard)
        {
            call.AttemptHeard = true;
            _timers.Disarm(call, CallTimer.Silence);
        }
    }

    /// <summary>Nothing of the attempt under way is waited for any more.</summary>
    private void DisarmAttempt(Call call)
    {
        _timers.Disarm(call, CallTimer.Silence);
        _timers.Disarm(call, CallTimer.AttemptRing);
        _timers.Disarm(call, CallTimer.Settle);
    }

    private void OnSetupTimer(Call call, CallTimer timer, long now)
    {
        switch (timer)
        {
            case CallTimer.Settle:
                TryNext(call, now);
                break;
            case CallTimer.Silence:
                NoteSilent(call, 0, ReasonCode.AttemptTimeout, now);
                GiveUpAttempt(call, ReasonCode.AttemptTimeout, now);
                break;
            case CallTimer.AttemptRing:
                GiveUpAttempt(call, ReasonCode.RingTimeout, now);
                break;
            default:
                Refuse(call, ReasonCodes.Status(ReasonCode.RingTimeout), ReasonCode.RingTimeout);
                EndAttempt(call, 0, ReasonCode.RingTimeout, now);
                Step(call, CallInput.RingTimeout, now);
                break;
        }
    }

    /// <summary>
    /// The attempt has had its time. It is cancelled, and the next one begins when it has its final response or <see cref="SettleMs"/>
    /// are over. Where nothing was heard of it there is nothing to wait for: should it wake up, it gets the CANCEL then.
    /// </summary>
    private void GiveUpAttempt(Call call, ReasonCode reason, long now)
    {
        EndAttempt(call, 0, reason, now);
        Refuse(call, ReasonCodes.Status(reason), reason);
        if (!call.Plan.HasNext)
        {
            Step(call, CallInput.RingTimeout, now);
            return;
        }
        call.Settling = true;
        DisarmAttempt(call);
        if (!CancelCallee(call, now) || !call.AttemptHeard)
        {
            TryNext(call, now);
            return;
        }
        _timers.Arm(call, CallTimer.Settle, now + SettleMs);
    }

    /// <summary>
    /// What a cancelled attempt still says while the next one waits. A 2xx that crossed the CANCEL is acknowledged and ended: the next
    /// gateway is about to ring, and the caller hears of one only.
    /// </summary>
    private void OnGivenUpResponse(Call call, TransactionId client, in SipMessageView response, in Flow flow, long now)
    {
        if (response.StatusCode < 200)
        {
            return;
        }
        EndStrayDialog(client, response, flow, now);
        TryNext(call, now);
    }

    private void TryNext(Call call, long now)
    {
        call.Settling = false;
        DisarmAttempt(call);
        call.Plan.MoveNext();
        CallMachine.Step(ref call.State, CallInput.AttemptFailed);
        TryGateways(call, now);
    }

    /// <summary>The address said something: it is there, unless it asks to be left alone (RFC 3261 §21.5.4).</summary>
    /// <param name="pauseMs">Of its Retry-After; 0 without.</param>
    private void NoteAnswered(Call call, int status, long pauseMs, long now)
    {
        if (!call.Plan.HasCurrent || call.Settling || IsPhone(call))
        {
            return;
        }
        var cell = services.Board.CellOf(call.Current.Target);
        if (status == 503 && pauseMs > 0)
        {
            cell.Pause(pauseMs, now);
        }
        else
        {
            cell.Forget(now);
        }
        if (call.Plan.Failover.Retries(status))
        {
            NoteFailure(call, status, GatewayOutcome.Reason(status, call.Current.Scheme));
        }
    }

    /// <summary>Nothing came from the address: the next calls go elsewhere for a while (RFC 3263 §4.3).</summary>
    private void NoteSilent(Call call, int status, ReasonCode reason, long now)
    {
        if (call.Plan.HasCurrent && !call.Settling && !IsPhone(call) && call.State is CallState.Calling or CallState.Proceeding)
        {
            services.Board.CellOf(call.Current.Target).Remember(reason, now + call.Plan.Failover.MemoryMs);
            NoteCircuit(call, CircuitVerdict.Fault, 0, now);
            NoteFailure(call, status, reason);
        }
    }

    /// <summary>A phone is one of many, each with its own registration: nothing is remembered of its address.</summary>
    private static bool IsPhone(Call call) => call.Plan.To is { Kind: RouteTargetKind.Phone };

    private void NoteFailure(Call call, int status, ReasonCode reason)
    {
        var (trunk, target) = call.Current;
        services.Board.CellOf(trunk).LastFailure = new TargetFailure(
            services.Time.GetUtcNow(), target.Gateway.Name, target.Address.ToString(), status, ReasonCodes.Name(reason));
    }
}
