using System.Diagnostics.Metrics;
using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;

namespace SipEdge.Hosting;

/// <summary>What the guard drops, bans and remembers, read when somebody looks. docs/metrics.md lists every instrument.</summary>
internal sealed class AbuseMetrics : IDisposable
{
    private readonly Meter _meter = new("SipEdge");

    public AbuseMetrics(AbuseGuard guard)
    {
        _meter.CreateObservableCounter("sipedge.ingress.dropped", () => Dropped(guard.Counts), "{message}",
            "Messages and connections that were not read, by reason");
        _meter.CreateObservableUpDownCounter("sipedge.ban.active", () => guard.Counts.BansInForce, "{ban}", "Bans in force");
        _meter.CreateObservableCounter("sipedge.ban.begun", () => Begun(guard.Counts), "{ban}", "Bans that began, by kind");
        _meter.CreateObservableCounter("sipedge.ban.refused", () => guard.Counts.BansRefused, "{ban}",
            "Bans that were due and found no room");
        _meter.CreateObservableUpDownCounter("sipedge.source.active", () => guard.Counts.Sources, "{source}",
            "Addresses remembered");
        _meter.CreateObservableCounter("sipedge.source.replaced", () => guard.Counts.SourcesReplaced, "{source}",
            "Addresses forgotten for others");
        _meter.CreateObservableCounter("sipedge.source.known_misbehaved", () => guard.Counts.KnownMisbehaved, "{event}",
            "Configured or proven addresses that earned a ban and got none");
        _meter.CreateObservableCounter("sipedge.record.spared", () => guard.Counts.RecordsSpared, "{record}",
            "Refusals of strangers without a record, there being too many");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long>[] Dropped(in AbuseCounts counts) =>
    [
        Tagged(counts.DroppedBanned, "sipedge.reason", ReasonCodes.Name(ReasonCode.Banned)),
        Tagged(counts.DroppedRateLimited, "sipedge.reason", ReasonCodes.Name(ReasonCode.RateLimited)),
    ];

    private static Measurement<long>[] Begun(in AbuseCounts counts) =>
    [
        Tagged(counts.BansBegun, "sipedge.ban.kind", "automatic"),
        Tagged(counts.BansByHand, "sipedge.ban.kind", "manual"),
    ];

    private static Measurement<long> Tagged(long value, string tag, string text) =>
        new(value, new KeyValuePair<string, object?>(tag, text));
}
