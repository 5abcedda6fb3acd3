using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SipEdge.Configuration;
using SipEdge.Records;
using SipEdge.Systemd;

namespace SipEdge.Hosting;

/// <summary>Starts the edge with the host and stops it with it. Readiness is told when every listener is bound.</summary>
internal sealed class EdgeService(
    LoadedConfiguration configuration,
    ConfigurationSource source,
    EdgeControl control,
    CertificateSet certificates,
    NameKeeper names,
    PhoneState phones,
    EdgeRecords records,
    ServiceNotifier notifier,
    IHostApplicationLifetime host,
    ILoggerFactory loggers,
    TimeProvider time,
    TextWriter console) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private EdgeRuntime? _runtime;
    private Task _watchdog = Task.CompletedTask;
    private Task _phones = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger<EdgeService>();
        foreach (var problem in configuration.Problems)
        {
            HostingLog.ConfigurationWarning(logger, problem.ToString());
        }

        await names.AdoptAsync(configuration.Options!, cancellationToken).ConfigureAwait(false);
        var model = configuration.Compile!(names.Book);
        certificates.Apply(model, configuration);
        var inherited = InheritedSockets.FromEnvironment(Environment.GetEnvironmentVariable, Environment.ProcessId);
        foreach (var idle in inherited.Where(
            socket => !model.Listeners.Any(listener => TransportSettings.IsFor(listener, socket))))
        {
            HostingLog.InheritedSocketUnused(logger, idle.Local, idle.Datagram ? "udp" : "tcp");
        }
        var runtime = EdgeRuntime.Start(
            model, certificates, records, loggers, time, inherited);
        _runtime = runtime;
        await phones.RestoreAsync(runtime, cancellationToken).ConfigureAwait(false);
        _phones = phones.RunAsync(runtime, _stopping.Token);
        control.Attach(runtime);

        // Ready means the whole process is: the admin socket is bound after this service.
        host.ApplicationStarted.Register(() => Ready(runtime, logger));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watchdog.ConfigureAwait(false);
        await _phones.ConfigureAwait(false);
        _runtime?.Dispose();
    }

    public void Dispose() => _stopping.Dispose();

    private void Ready(EdgeRuntime runtime, ILogger logger)
    {
        foreach (var listener in runtime.Listeners)
        {
            console.WriteLine($"listening on {listener.Transport} {listener.Address}");
        }

        console.Flush();
        HostingLog.Running(logger, source.Name, runtime.LoopCount, runtime.Listeners.Count);
        notifier.Ready($"running with {source.Name}");
        var watchdog = new LoopWatchdog(notifier, runtime.LoopCount, runtime.Ping);
        _watchdog = watchdog.RunAsync(time, _stopping.Token);
    }
}
