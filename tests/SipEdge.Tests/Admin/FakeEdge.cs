using SipEdge.Admin;

namespace SipEdge.Tests.Admin;

/// <summary>An edge that answers what the test put in.</summary>
internal sealed class FakeEdge : IEdgeControl
{
    public List<CallReport> Calls { get; } = [];

    public string State { get; set; } = "running";

    public ReloadReport Reload { get; set; } = new(true, "Configuration applied.", []);

    public TaskCompletionSource Drained { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A loop hangs.</summary>
    public bool Silent { get; set; }

    public Task<StatusReport> StatusAsync(CancellationToken cancellation) => Silent ? throw new TimeoutException() : Task.FromResult(new StatusReport(
        "0.1.0", State, new DateTimeOffset(2026, 8, 1, 10, 0, 0, TimeSpan.Zero), 93_784.2, "/etc/sipedge/sipedge.yaml:1",
        new DateTimeOffset(2026, 8, 1, 10, 0, 0, TimeSpan.Zero),
        [new ListenerReport("udp", "udp", "127.0.0.1:5060"), new ListenerReport("tls", "tls", "127.0.0.1:5061")],
        Calls.Count, 4, new MediaReport(Calls.Count, 2 * Calls.Count, 1, 1234567890, 2345, 345, 45),
        [new LoopReport(0, Calls.Count, 4, 0.12, 1)],
        new RecordReport("/var/log/sipedge/records.jsonl", 12, 0, 0)));

    public Task<IReadOnlyList<CallReport>> CallsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<CallReport>>(Calls);

    public Dictionary<string, AttemptReport> Attempts { get; } = [];

    public Task<AttemptReport?> ExplainAsync(string attempt, CancellationToken cancellation) =>
        Task.FromResult(Attempts.GetValueOrDefault(attempt));

    public List<PhoneReport> PhoneReports { get; } = [];

    public Task<IReadOnlyList<PhoneReport>> PhonesAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<PhoneReport>>(PhoneReports);

    public List<TrunkReport> TrunkReports { get; } = [];

    public IReadOnlyList<TrunkReport> Trunks() => TrunkReports;

    public List<RegistrationReport> RegistrationReports { get; } = [];

    public IReadOnlyList<RegistrationReport> Registrations() => RegistrationReports;

    public Task<CaptureReport?> CaptureAsync(string trunk, CancellationToken cancellation) =>
        Task.FromResult(trunk == "none" ? null : new CaptureReport(trunk, 1, [1, 2, 3]));

    public List<TokenReport> TokenReports { get; } = [];

    public IReadOnlyList<TokenReport> Tokens() => TokenReports;

    /// <summary>Who asked for a reload, and whose calls were to be ended.</summary>
    public List<string> Asked { get; } = [];

    public Task<ReloadReport> ReloadAsync(string by, CancellationToken cancellation)
    {
        Asked.Add($"reload by {by}");
        return Task.FromResult(Reload);
    }

    public Task<EndCallsReport?> EndCallsAsync(string trunk, string by, CancellationToken cancellation)
    {
        Asked.Add($"end {trunk} by {by}");
        return Task.FromResult(trunk == "none" ? null : new EndCallsReport(trunk, 2));
    }

    public FakeBans Bans { get; } = new();

    IBanControl IEdgeControl.Bans => Bans;

    public void Drain() => Drained.TrySetResult();
}
