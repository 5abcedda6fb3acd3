using System.Diagnostics.Metrics;

namespace SipEdge.Hosting;

/// <summary>How the names of the configuration do. Never which: docs/metrics.md.</summary>
internal sealed class NameMetrics : IDisposable
{
    private readonly Meter _meter = new("SipEdge");

    public NameMetrics(NameKeeper keeper)
    {
        _meter.CreateObservableUpDownCounter("sipedge.dns.names", () => States(keeper), "{name}",
            "Host names of the configuration, by whether they resolve");
        _meter.CreateObservableCounter("sipedge.dns.queries", () => keeper.Client.Queries, "{query}",
            "Questions put to DNS servers");
        _meter.CreateObservableCounter("sipedge.dns.failures", () => keeper.Client.Failures, "{query}",
            "Those that a server did not answer, or with an error");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> States(NameKeeper keeper)
    {
        var names = keeper.Names;
        yield return State("resolved", names.Count(static name => name.Error is null && name.Places.Count > 0));
        yield return State("stale", names.Count(static name => name.Error is not null && name.Places.Count > 0));
        yield return State("unresolved", names.Count(static name => name.Places.Count == 0));
    }

    private static Measurement<long> State(string state, long count) =>
        new(count, new KeyValuePair<string, object?>("sipedge.dns.state", state));
}
