using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Configuration;
using SipEdge.Records;
using SipEdge.Systemd;
using SipEdge.Telemetry;

namespace SipEdge.Hosting;

/// <summary>Puts the parts of a running edge together: <c>sipedge run</c>.</summary>
internal static class EdgeHost
{
    /// <summary>
    /// Returns the exit code once the edge has stopped, or when it could not start; why is on the terminal's error side.
    /// </summary>
    public static async Task<int> RunAsync(ConfigurationSource source, LogLevel level, Terminal terminal)
    {
        Func<string, string?> environment = Environment.GetEnvironmentVariable;
        var loaded = source.Load();
        if (!loaded.Usable)
        {
            foreach (var problem in loaded.Problems)
            {
                await terminal.Error.WriteLineAsync(problem.ToString()).ConfigureAwait(false);
            }

            return ExitCode.Failed;
        }

        var model = loaded.Model;
        await terminal.Output.WriteLineAsync($"sipedge {EdgeVersion.Text}, {source.Description}").ConfigureAwait(false);
        var adminSocket = model.Admin.Socket ?? AdminSocket.ForEdge(environment);
        try
        {
            AdminSocket.PrepareDirectory(adminSocket);
            if (AdminListener.IsTaken(adminSocket))
            {
                throw new IOException($"another edge answers on {adminSocket}; give this one an admin.socket of its own");
            }

            await using var application = Build(source, loaded, level, terminal, adminSocket, environment);
            await application.StartAsync().ConfigureAwait(false);
            await application.WaitForShutdownAsync().ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            // What an operator can put right: an address in use, a port without permission, a directory that is not there.
            await terminal.Error.WriteLineAsync($"sipedge: {e.Message}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private static WebApplication Build(
        ConfigurationSource source,
        LoadedConfiguration loaded,
        LogLevel level,
        Terminal terminal,
        string adminSocket,
        Func<string, string?> environment)
    {
        var model = loaded.Model!;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        EdgeLogging.Configure(builder.Logging, level, environment);
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(loaded);
        services.AddSingleton(source);
        services.AddSingleton(terminal.Output);
        services.AddSingleton(_ => ServiceNotifier.FromEnvironment(environment, Environment.ProcessId));
        services.AddSingleton(provider => EdgeRecords.Open(
            model.Records.Path, environment, provider.GetRequiredService<ILogger<EdgeRecords>>()));
        services.AddSingleton(_ => new MetricsListener(MetricsListener.IsOfEdge));
        if (model.Telemetry.Otlp is { } otlp)
        {
            services.AddSingleton(_ => new OtlpExport(new Uri(otlp), EdgeVersion.Text, Environment.MachineName));
        }

        services.AddSingleton<CertificateSet>();
        services.AddSingleton<NameKeeper>();
        services.AddSingleton<CertificateWatch>();
        services.AddSingleton(provider => PhoneState.FromEnvironment(
            environment, TimeProvider.System, provider.GetRequiredService<ILogger<PhoneState>>()));
        services.AddSingleton<EdgeControl>();
        services.AddSingleton<IHostLifetime, SignalLifetime>();
        services.AddHostedService<EdgeService>();
        services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        AdminListener.Configure(builder, adminSocket, model.Admin.Listen is { } listen ? IPEndPoint.Parse(listen) : null);
        var application = builder.Build();
        _ = application.Services.GetService<OtlpExport>();
        AdminListener.Map(
            application, application.Services.GetRequiredService<EdgeControl>(), application.Services.GetRequiredService<MetricsListener>());
        return application;
    }
}
