using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SipEdge.Admin;
using SipEdge.Configuration;
using SipEdge.Configuration.Editing;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Registrations;
using SipEdge.Records;
using SipEdge.Systemd;

namespace SipEdge.Hosting;

/// <summary>
/// Everything that is asked of the edge from outside of SIP: by signals, by the admin interface, by the host's own stop.
/// </summary>
internal sealed class EdgeControl(
    ConfigurationSource configuration,
    LoadedConfiguration loaded,
    CertificateSet certificates,
    NameKeeper names,
    CertificateWatch watch,
    EdgeRecords records,
    ServiceNotifier notifier,
    IHostApplicationLifetime host,
    TimeProvider time,
    ILogger<EdgeControl> logger) : IEdgeControl, IDisposable
{
    /// <summary>A record is a line, and a line is read by people.</summary>
    private const int LongestDiff = 64 * 1024;

    private readonly SemaphoreSlim _reloading = new(1);
    private readonly CancellationTokenSource _atOnce = new();
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private volatile EdgeRuntime? _runtime;
    // The text in force, for what a reload changes in it.
    private string _text = loaded.Text ?? string.Empty;
    private LoadedConfiguration _current = loaded;
    private DateTimeOffset _loaded = time.GetUtcNow();
    private int _draining;

    /// <summary>The edge serves; from here on it can be asked.</summary>
    public void Attach(EdgeRuntime runtime)
    {
        _runtime = runtime;
        TellClashes([], runtime.Model);
        names.OnChange(() => _ = ApplyNamesAsync().ContinueWith(
            failed => HostingLog.ReloadFailed(logger, failed.Exception!),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default));
        watch.Look();
    }

    public async Task<StatusReport> StatusAsync(CancellationToken cancellation)
    {
        var runtime = Runtime;
        var loops = await runtime.StatusAsync(cancellation).ConfigureAwait(false);
        return new StatusReport(
            EdgeVersion.Text,
            Volatile.Read(ref _draining) == 0 ? "running" : "draining",
            _started,
            (time.GetUtcNow() - _started).TotalSeconds,
            configuration.Name,
            _loaded,
            runtime.Listeners,
            loops.Sum(static loop => loop.Calls),
            loops.Sum(static loop => loop.Transactions),
            Media(runtime),
            [.. loops.Select(static loop => new LoopReport(
                loop.Loop, loop.Calls, loop.Transactions, Math.Round(loop.Occupancy, 3), Math.Round(loop.Share, 3)))],
            new RecordReport(records.Destination, records.Written, records.Waiting, records.Dropped))
        {
            Names = names.Names,
            NameClashes = [.. runtime.Model.NameClashes.Select(static clash => clash.ToString())],
            Certificates = watch.Report(),
        };
    }

    private static MediaReport Media(EdgeRuntime runtime)
    {
        var totals = runtime.MediaTotals;
        return new MediaReport(
            runtime.MediaSessions, totals.Streams, totals.Silent, totals.Received, totals.Lost, totals.Late, totals.Rejected);
    }

    public async Task<IReadOnlyList<CallReport>> CallsAsync(CancellationToken cancellation)
    {
        var calls = await Runtime.CallsAsync(cancellation).ConfigureAwait(false);
        var now = time.GetUtcNow();
        return [.. calls.OrderBy(static call => call.Started).Select(call => CallReports.From(call, now))];
    }

    public async Task<IReadOnlyList<PhoneReport>> PhonesAsync(CancellationToken cancellation)
    {
        var phones = await Runtime.PhonesAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. phones.OrderBy(static phone => phone.Aor, StringComparer.Ordinal).Select(static phone => new PhoneReport(
                phone.Aor, phone.Contact, phone.Transport, phone.Source, phone.UserAgent, phone.Since, phone.ExpiresIn,
                phone.Reachable, phone.Pbx, phone.PbxExpiresIn, phone.PbxStatus)),
        ];
    }

    public async Task<AttemptReport?> ExplainAsync(string attempt, CancellationToken cancellation) =>
        await Runtime.ExplainAsync(attempt, cancellation).ConfigureAwait(false) is { } explained
            ? ExplanationReports.From(explained)
            : null;

    public IReadOnlyList<TrunkReport> Trunks()
    {
        var runtime = Runtime;
        return TrunkReports.Of(runtime.Model, runtime.Board, runtime.Now);
    }

    public IReadOnlyList<RegistrationReport> Registrations()
    {
        var runtime = Runtime;
        return RegistrationReports.Of(runtime.Model, runtime.Board);
    }

    public async Task<CaptureReport?> CaptureAsync(string trunk, CancellationToken cancellation) =>
        await Runtime.RegistrationTraceAsync(trunk, cancellation).ConfigureAwait(false) is { } messages
            ? new CaptureReport(trunk, messages.Count, CaptureFile.Write(messages))
            : null;

    public IReadOnlyList<TokenReport> Tokens()
    {
        var runtime = Runtime;
        return [.. runtime.Model.Tokens.Select(token => new TokenReport(
            token.Sid,
            token.Acl.Name,
            token.Since,
            token.PreviousUntil,
            runtime.TokenUses.LastUsed(token),
            runtime.TokenUses.PreviousLastUsed(token)))];
    }

    public IBanControl Bans => Runtime.Bans;

    public async Task<ReloadReport> ReloadAsync(string by, CancellationToken cancellation)
    {
        await _reloading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            notifier.Reloading();
            var report = Reload(by, configuration.Load());
            notifier.Ready(report.Applied ? $"running with {configuration.Name}" : $"running, the last reload was refused: {report.Problems[0]}");
            return report;
        }
        finally
        {
            _reloading.Release();
        }
    }

    public async Task<EndCallsReport?> EndCallsAsync(string trunk, string by, CancellationToken cancellation)
    {
        var runtime = Runtime;
        if (runtime.Model.Trunks.FirstOrDefault(there => there.Name == trunk) is not { } known)
        {
            return null;
        }

        var ended = await runtime.EndCallsOfAsync(known.Id, cancellation).ConfigureAwait(false);
        HostingLog.CallsEnded(logger, ended, trunk, by);
        records.Changed(new ChangeRecord
        {
            Time = time.GetUtcNow(),
            Event = "end_calls",
            By = by,
            Applied = true,
            Trunk = trunk,
            Calls = ended,
        });
        return new EndCallsReport(trunk, ended);
    }

    /// <summary>SIGHUP: nobody waits for the report, so it goes to the log.</summary>
    public void ReloadOnSignal() => _ = ReloadAsync("signal", CancellationToken.None).ContinueWith(
        failed => HostingLog.ReloadFailed(logger, failed.Exception!),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    public void Drain()
    {
        if (Interlocked.Exchange(ref _draining, 1) == 0)
        {
            _ = DrainAndStopAsync();
        }
    }

    /// <summary>The second signal: calls that are up are ended with a BYE that nobody waits for.</summary>
    public void StopAtOnce() => _atOnce.Cancel();

    public void Dispose()
    {
        _reloading.Dispose();
        _atOnce.Dispose();
    }

    private EdgeRuntime Runtime => _runtime ?? throw new InvalidOperationException("the edge has not started");

    /// <summary>A name stands for something else: the same file, compiled anew.</summary>
    private async Task ApplyNamesAsync()
    {
        await _reloading.WaitAsync().ConfigureAwait(false);
        try
        {
            Apply(Runtime, _current.Compile!(names.Book));
        }
        finally
        {
            _reloading.Release();
        }
    }

    private void Apply(EdgeRuntime runtime, EdgeModel model)
    {
        TellClashes(runtime.Model.NameClashes, model);
        runtime.Apply(model);
    }

    private void TellClashes(IReadOnlyCollection<NameClash> told, EdgeModel model)
    {
        foreach (var clash in model.NameClashes.Except(told))
        {
            NameLog.Clash(logger, clash);
        }
    }

    private ReloadReport Reload(string by, LoadedConfiguration loaded)
    {
        // A rotation of the records file comes with the same signal, and is wanted whatever becomes of the configuration.
        records.Reopen();
        var runtime = Runtime;
        var text = loaded.Text ?? string.Empty;
        var diff = text == _text ? null : Bounded(LineDiff.Write(configuration.Name, _text, text));
        var restart = new ProblemList(loaded.Positions);
        if (loaded.Usable)
        {
            ReloadRules.Check(runtime.Model, loaded.Model, restart);
            watch.Refused(certificates.CheckRenewals(loaded, restart));
        }

        // What keeps it from use comes first.
        Problem[] problems = [.. loaded.Problems.Concat(restart).OrderBy(static problem => problem.Severity)];
        string[] lines = [.. problems.Select(static problem => problem.ToString())];
        if (!loaded.Usable || restart.HasErrors)
        {
            foreach (var error in problems.Where(static problem => problem.Severity == ProblemSeverity.Error))
            {
                HostingLog.ReloadRefused(logger, configuration.Name, error.ToString());
            }

            Tell(by, applied: false, diff);
            return new ReloadReport(false, "Nothing was changed: the configuration in force stays.", lines);
        }

        var asked = names.Adopt(loaded.Options);
        certificates.Apply(loaded.Model, loaded);
        watch.Look();
        Apply(runtime, loaded.Compile(names.Book));
        _current = loaded;
        _loaded = time.GetUtcNow();
        _text = text;
        HostingLog.Reloaded(logger, configuration.Name, by);
        Tell(by, applied: true, diff);
        return new ReloadReport(true, Applied(asked), lines);
    }

    private string Applied(IReadOnlyList<string> asked) => asked.Count == 0
        ? $"Applied {configuration.Name}."
        : $"Applied {configuration.Name}. Names are being looked up: {string.Join(", ", asked)}.";

    private void Tell(string by, bool applied, string? diff) => records.Changed(new ChangeRecord
    {
        Time = time.GetUtcNow(),
        Event = "reload",
        By = by,
        File = configuration.Name,
        Applied = applied,
        Diff = diff,
    });

    private static string Bounded(string diff) => diff.Length <= LongestDiff ? diff : diff[..LongestDiff];

    private async Task DrainAndStopAsync()
    {
        try
        {
            var drain = new Drain(Runtime, notifier, time, logger);
            await drain.RunAsync(TimeSpan.FromSeconds(Runtime.Model.Calls.DrainSeconds), _atOnce.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_atOnce.IsCancellationRequested)
        {
            Runtime.EndCalls();
        }
        catch (TimeoutException)
        {
            HostingLog.DrainAbandoned(logger);
        }
        finally
        {
            host.StopApplication();
        }
    }
}
