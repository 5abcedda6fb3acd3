using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SipEdge.Hosting;

/// <summary>
/// What signals do: the first SIGTERM or SIGINT drains, the second ends at once, SIGHUP reads the configuration again and opens
/// the records file anew.
/// </summary>
internal sealed class SignalLifetime(EdgeControl control, ILogger<SignalLifetime> logger) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _stops;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnReload));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(static registration => registration.Dispose());

    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true; // the process ends when the host has stopped, not here
        if (Interlocked.Increment(ref _stops) == 1)
        {
            HostingLog.Stopping(logger, context.Signal.ToString());
            control.Drain();
        }
        else
        {
            HostingLog.StoppingAtOnce(logger, context.Signal.ToString());
            control.StopAtOnce();
        }
    }

    private void OnReload(PosixSignalContext context)
    {
        context.Cancel = true;
        control.ReloadOnSignal();
    }
}
