namespace SipEdge.Systemd;

/// <summary>
/// Says WATCHDOG=1 only while every loop answers. A ping is put in each loop's mailbox; the next one is sent, and the service
/// manager told, only when all answered the last. A loop that hangs therefore gets the service restarted.
/// </summary>
public sealed class LoopWatchdog(ServiceNotifier notifier, int loops, Action<int, Action> ping)
{
    // Written by the loops that answer, read by the pulse.
    private int _unanswered;

    /// <summary>One pulse. Answers whether the service manager was told that all is well.</summary>
    public bool Pulse()
    {
        if (Volatile.Read(ref _unanswered) > 0)
        {
            return false;
        }

        Volatile.Write(ref _unanswered, loops);
        for (var loop = 0; loop < loops; loop++)
        {
            ping(loop, Answer);
        }

        return notifier.Alive();
    }

    /// <summary>Pulses at half the interval the service manager asked for, as sd_watchdog_enabled(3) advises.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken stop)
    {
        if (notifier.WatchdogInterval is not { } interval)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval / 2, time);
        try
        {
            do
            {
                Pulse();
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The edge stops; so does the pulse.
        }
    }

    private void Answer() => Interlocked.Decrement(ref _unanswered);
}
