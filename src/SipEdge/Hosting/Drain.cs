using Microsoft.Extensions.Logging;
using SipEdge.Systemd;

namespace SipEdge.Hosting;

/// <summary>
/// How the edge stops: no new calls at once, live ones get the configured time, what is left then gets a BYE, and that a moment
/// to be answered.
/// </summary>
internal sealed class Drain(IDrainable edge, ServiceNotifier notifier, TimeProvider time, ILogger logger)
{
    /// <summary>How often the live calls are counted.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    /// <summary>For the BYEs at the end: long enough for a few retransmissions, short enough for a restart.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(4);

    /// <summary>Returns when no call is left, or when the time is over, or when it is cancelled by a second signal.</summary>
    public async Task RunAsync(TimeSpan limit, CancellationToken cancellation)
    {
        edge.BeginDrain();
        var calls = await edge.LiveCallsAsync(cancellation).ConfigureAwait(false);
        HostingLog.Draining(logger, calls, limit.TotalSeconds);
        notifier.Stopping($"draining, {calls} calls left");
        notifier.ExtendTimeout(limit + Farewell + Farewell);

        calls = await WaitAsync(limit, calls, cancellation).ConfigureAwait(false);
        if (calls > 0)
        {
            HostingLog.EndingCalls(logger, calls);
            edge.EndCalls();
            calls = await WaitAsync(Farewell, calls, cancellation).ConfigureAwait(false);
        }

        await WaitForRegistrarsAsync(cancellation).ConfigureAwait(false);
        HostingLog.Drained(logger, calls);
    }

    /// <summary>A carrier that believes us registered would go on sending calls to nobody.</summary>
    private async Task WaitForRegistrarsAsync(CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(Step, time);
        while (await edge.UnregisteringAsync(cancellation).ConfigureAwait(false) > 0 && time.GetElapsedTime(start) < Farewell)
        {
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<int> WaitAsync(TimeSpan limit, int calls, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(Step, time);
        while (calls > 0 && time.GetElapsedTime(start) < limit)
        {
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
            var left = await edge.LiveCallsAsync(cancellation).ConfigureAwait(false);
            if (left != calls)
            {
                notifier.Status($"draining, {left} calls left");
            }

            calls = left;
        }

        return calls;
    }
}
