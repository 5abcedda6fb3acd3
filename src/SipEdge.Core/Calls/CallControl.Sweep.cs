using SipEdge.Core.Admission;

namespace SipEdge.Core.Calls;

// Sweeping: every live call is looked at now and then, and one that is stuck is ended and told of.
internal sealed partial class CallControl
{
    private const int SweepMs = 30_000;

    private long _nextSweep;

    /// <summary>Calls that no timer of their own had ended: each is a fault of the edge.</summary>
    public int WedgedCalls { get; private set; }

    private void Sweep(long now)
    {
        if (now < _nextSweep || calls.Count == 0)
        {
            return;
        }
        _nextSweep = now + SweepMs;
        List<Call>? stuck = null;
        foreach (var call in calls.Live())
        {
            // The longest: all gateways tried, and a CANCEL that nobody answers; or a re-INVITE, and an ACK that never comes.
            var bound = (long)call.Model.Calls.RingTimeout.TotalMilliseconds + (4 * Transactions.Durations.F);
            if (call.Watch.IsStuck(call, bound, now))
            {
                (stuck ??= []).Add(call);
            }
        }
        foreach (var call in stuck ?? [])
        {
            WedgedCalls++;
            metrics.Wedged();
            CallLog.Wedged(log, call.Story.Id, call.State);
            EndByEdge(call, ReasonCode.InternalError, now);
            if (call.InUse)
            {
                Step(call, CallInput.AttemptsExhausted, now); // nothing that was waited for will come
            }
        }
    }
}
