using System.Text.Json;
using SipEdge.Admin;

namespace SipEdge.Tests.RealPeers;

/// <summary>The edge as it is delivered: the built executable in a process of its own, with a configuration file.</summary>
internal sealed class EdgeProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly AdminClient _admin;
    private readonly string _recordsPath;

    private EdgeProcess(ChildProcess process, AdminClient admin, string recordsPath)
    {
        _process = process;
        _admin = admin;
        _recordsPath = recordsPath;
    }

    private static string Executable => Path.Combine(AppContext.BaseDirectory, "sipedge.dll");

    /// <summary>Everything it wrote to its log, at the most talkative level.</summary>
    public string Log => _process.Output.Text + _process.Errors.Text;

    public static async Task<EdgeProcess> Start(EdgeConfiguration configuration, string logLevel = "trace")
    {
        await File.WriteAllTextAsync(configuration.Bed.PathOf("sipedge.yaml"), configuration.ToYaml());
        return await Start(configuration.Bed, configuration.Environment, logLevel);
    }

    /// <summary>With the bed's sipedge.yaml, whose admin socket and records are the bed's admin.sock and records.jsonl.</summary>
    public static async Task<EdgeProcess> Start(
        TestBed bed, IReadOnlyDictionary<string, string> environment, string logLevel = "trace")
    {
        var process = bed.Own(ChildProcess.Start(
            "dotnet", [Executable, "run", "--config", bed.PathOf("sipedge.yaml"), "--log-level", logLevel], bed.Folder, environment));
        var admin = new AdminClient(bed.PathOf("admin.sock"));
        var edge = bed.Own(new EdgeProcess(process, admin, bed.PathOf("records.jsonl")));
        await TestBed.Until(edge.IsRunning, TimeSpan.FromSeconds(30), () => $"a running edge\n{edge.Log}");
        return edge;
    }

    /// <summary>What one of the other verbs of the command line answers; it must end with this exit code.</summary>
    public static async Task<string> Command(
        TestBed bed, IReadOnlyDictionary<string, string> environment, int exitCode, params string[] arguments)
    {
        var command = bed.Own(ChildProcess.Start("dotnet", [Executable, .. arguments], bed.Folder, environment));
        var ended = await command.WaitForExit(TimeSpan.FromSeconds(30));
        Assert.True(
            ended == exitCode, $"{string.Join(' ', arguments)} ended with {ended}\n{command.Output.Text}\n{command.Errors.Text}");
        return command.Output.Text;
    }

    public Task<StatusReport> Status() => _admin.GetAsync("status", AdminJson.Default.StatusReport, CancellationToken.None);

    /// <summary>A text or JSON resource of the admin socket, as it is.</summary>
    public Task<string> Ask(string path) => _admin.GetTextAsync(path, CancellationToken.None);

    /// <summary>Null when there is no such resource.</summary>
    public async Task<string?> TryAsk(string path)
    {
        try
        {
            return await Ask(path);
        }
        catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Waits until no call, media session and transaction is left.</summary>
    public Task UntilEmpty(TimeSpan timeout) =>
        Until(static status => status is { Calls: 0, Transactions: 0, Media.Sessions: 0 }, timeout, "an empty edge");

    /// <summary>
    /// Until no call and no media is left. What lingers after them does not count: a trunk that registers has always something to say.
    /// </summary>
    public Task UntilQuiet(TimeSpan timeout) =>
        Until(static status => status is { Calls: 0, Media.Sessions: 0 }, timeout, "an edge without calls");

    /// <summary>What it has recorded so far.</summary>
    public JsonElement[] Records => File.Exists(_recordsPath)
        ? [.. File.ReadAllLines(_recordsPath).Select(line => JsonDocument.Parse(line).RootElement)]
        : [];

    /// <summary>Stops it as systemd would, and returns its records: one per ended call and refused attempt.</summary>
    public async Task<JsonElement[]> StopAndReadRecords()
    {
        _process.Terminate();
        var exitCode = await _process.WaitForExit(TimeSpan.FromSeconds(30));
        Assert.True(exitCode == 0, $"sipedge ended with {exitCode}\n{Log}");
        Assert.DoesNotContain("Unhandled exception", Log);
        return Records;
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> IsRunning()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"sipedge ended at once\n{Log}");
        }

        try
        {
            return (await Status()).State == "running";
        }
        catch (EdgeNotRunningException)
        {
            return false;
        }
    }

    private Task Until(Func<StatusReport, bool> reached, TimeSpan timeout, string what)
    {
        StatusReport? status = null;
        return TestBed.Until(
            async () =>
            {
                status = await Status();
                return reached(status);
            },
            timeout,
            () => $"{what}; its status is {status}");
    }
}
