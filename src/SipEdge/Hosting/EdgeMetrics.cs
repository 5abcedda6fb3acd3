using System.Diagnostics.Metrics;
using SipEdge.Core.Configuration;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Trunks;
using SipEdge.Media.Relay;
using SipEdge.Sip.Transactions;

namespace SipEdge.Hosting;

/// <summary>What all loops have under way together, summed when somebody looks. docs/metrics.md lists every instrument.</summary>
internal sealed class EdgeMetrics : IDisposable
{
    private readonly Meter _meter = new("SipEdge");
    private readonly Edge[] _edges;

    public EdgeMetrics(Edge[] edges, RelayPlane media, Func<EdgeModel> model, TrunkBoard board, TimeProvider time, Func<long> now)
    {
        _edges = edges;
        _meter.CreateObservableUpDownCounter("sipedge.call.active", () => edges.Sum(static edge => (long)edge.CallCount),
            "{call}", "Live calls");
        _meter.CreateObservableUpDownCounter(
            "sipedge.transaction.active",
            () => Sum(static t => t.ClientsStarted + t.ServersStarted - t.Finished),
            "{transaction}",
            "Transactions that are not over, lingering ones included");
        _meter.CreateObservableCounter("sipedge.transaction.started", Started, "{transaction}", "Transactions started, by side");
        _meter.CreateObservableCounter(
            "sipedge.transaction.retransmissions", () => Sum(static t =>
            t.Retransmissions), "{message}", "Messages that the edge sent again");
        _meter.CreateObservableCounter("sipedge.transaction.failed", Failed, "{transaction}",
            "Transactions that failed or were refused, by reason");
        _meter.CreateObservableCounter("sipedge.transaction.malformed", Malformed, "{message}",
            "Messages that could not be read, by kind");
        _meter.CreateObservableCounter("sipedge.transaction.stray", Stray, "{message}",
            "Messages that belong to nothing, by kind");
        _meter.CreateObservableGauge("sipedge.loop.busy", () => PerLoop(static edge => edge.Occupancy), "1",
            "Share of its time that a signalling loop was at work lately");
        _meter.CreateObservableGauge("sipedge.loop.accepted", () => PerLoop(static edge => edge.Share), "1",
            "Share of new requests that a signalling loop looks at; less than 1: it is overloaded");
        _meter.CreateObservableGauge("sipedge.registration.state",
            () => Registrations(model(), board, static status => status.GrantedExpires is null ? 0 : 1), "1",
            "1 while a trunk that registers is registered");
        _meter.CreateObservableGauge("sipedge.registration.expires",
            () => Registrations(model(), board, status => status.ExpiresAt is { } end
                ? (long)(end - time.GetUtcNow()).TotalSeconds
                : 0),
            "s", "Until the registration of a trunk lapses without a refresh");
        _meter.CreateObservableGauge("sipedge.trunk.targets", () => Targets(model(), board), "{target}",
            "Addresses of a trunk's gateways that are asked by OPTIONS, by what they say");
        _meter.CreateObservableGauge("sipedge.trunk.rtt", () => RoundTrips(model(), board), "s",
            "Smoothed time between OPTIONS and its answer");
        _meter.CreateObservableGauge("sipedge.trunk.circuits", () => Circuits(model(), board, now()), "{target}",
            "Addresses of a trunk's gateways whose calls are looked at, by the state of the circuit");
        _meter.CreateObservableUpDownCounter("sipedge.trunk.calls", () => TrunkCalls(model(), board), "{call}",
            "Live calls of a trunk, by direction");
        _meter.CreateObservableUpDownCounter("sipedge.phone.contacts", () => Total(static edge => edge.PhoneCount), "{contact}",
            "Registered contacts of phones");
        _meter.CreateObservableUpDownCounter("sipedge.phone.waiting", () => Total(static edge => edge.PhoneCounters?.Waiting ?? 0),
            "{request}", "REGISTER requests that wait for their turn at the PBX");
        _meter.CreateObservableCounter("sipedge.phone.registrations", PhoneRegistrations, "{request}",
            "REGISTER requests of phones, by what became of them");
        _meter.CreateObservableCounter("sipedge.phone.pbx_forgot", () => Total(static edge => edge.PhoneCounters?.Forgotten ?? 0),
            "{event}", "Times that a PBX had to be told of all its phones again");
        _meter.CreateObservableCounter("sipedge.phone.pbx_requests",
            () => Total(static edge => edge.PhoneCounters?.Asked ?? 0), "{request}", "REGISTER requests that PBXs were sent");
        _meter.CreateObservableUpDownCounter("sipedge.passing.requests", () => Total(static edge => edge.PassedRequests), "{request}",
            "Requests that are no call and wait for their answer");
        _meter.CreateObservableUpDownCounter("sipedge.passing.subscriptions", () => Total(static edge => edge.Subscriptions),
            "{subscription}", "Subscriptions that live");
        _meter.CreateObservableUpDownCounter("sipedge.media.sessions", () => media.OpenSessions, "{session}",
            "Media sessions open");
        _meter.CreateObservableUpDownCounter("sipedge.media.port_pairs", () => media.PortPairsInUse, "{pair}",
            "RTP and RTCP port pairs bound");
        _meter.CreateObservableCounter("sipedge.media.handshakes", () => Handshakes(media.Handshakes), "{handshake}",
            "DTLS handshakes of media, by what became of them");
        _meter.CreateObservableUpDownCounter("sipedge.media.associations", () => media.Handshakes.Live, "{association}",
            "DTLS associations of media held");
        _meter.CreateObservableGauge("sipedge.media.silent", () => media.ReadTotals().Silent, "{stream}",
            "Sides of live calls that were heard, are to send, and have not for five seconds");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Registrations(
        EdgeModel model, TrunkBoard board, Func<RegistrationStatus, long> value) =>
        RegistrationReports.Registering(model).Select(
            trunk => Tagged(value(board.CellOf(trunk).Registration), "sipedge.trunk.name", trunk.Id));

    private static IEnumerable<Measurement<long>> Targets(EdgeModel model, TrunkBoard board) =>
        TrunkReports.Asked(model, board).GroupBy(static asked => asked.Trunk.Id).SelectMany(static ofTrunk => new[]
        {
            OfTrunk(ofTrunk.Count(static asked => asked.Health.State != HealthState.Down), ofTrunk.Key, "sipedge.target.state", "up"),
            OfTrunk(ofTrunk.Count(static asked => asked.Health.State == HealthState.Down), ofTrunk.Key, "sipedge.target.state", "down"),
        });

    private static IEnumerable<Measurement<long>> Circuits(EdgeModel model, TrunkBoard board, long now) =>
        from target in TrunkReports.Circuits(model, board, now)
        group target by target.Trunk.Id into ofTrunk
        from state in (CircuitPhase[])[CircuitPhase.Closed, CircuitPhase.HalfOpen, CircuitPhase.Open]
        select OfTrunk(
            ofTrunk.Count(target => target.Phase == state), ofTrunk.Key, "sipedge.circuit.state", TrunkReports.Name(state));

    private static IEnumerable<Measurement<double>> RoundTrips(EdgeModel model, TrunkBoard board) =>
        TrunkReports.Asked(model, board).Where(static asked => asked.Health.RttMs is not null).Select(static asked =>
            new Measurement<double>(
                asked.Health.RttMs!.Value / 1000,
                new KeyValuePair<string, object?>("sipedge.trunk.name", asked.Trunk.Id),
                new KeyValuePair<string, object?>("sipedge.gateway.name", asked.Target.Gateway.Name),
                new KeyValuePair<string, object?>("network.peer.address", asked.Target.AddressText)));

    private static IEnumerable<Measurement<long>> TrunkCalls(EdgeModel model, TrunkBoard board) => model.Trunks.SelectMany(trunk =>
    {
        var load = board.CellOf(trunk).Load;
        return new[]
        {
            OfTrunk(load.Inbound, trunk.Id, "sipedge.call.direction", "inbound"),
            OfTrunk(load.Outbound, trunk.Id, "sipedge.call.direction", "outbound"),
        };
    });

    private static Measurement<long> OfTrunk(long value, string trunk, string tag, string text) => new(
        value, new KeyValuePair<string, object?>("sipedge.trunk.name", trunk), new KeyValuePair<string, object?>(tag, text));

    private static Measurement<long> Tagged(long value, string tag, string text) =>
        new(value, new KeyValuePair<string, object?>(tag, text));

    private static IEnumerable<Measurement<long>> Handshakes(HandshakeCounts counts) =>
    [
        Tagged(counts.Established, "sipedge.handshake.outcome", "established"),
        Tagged(counts.Failed, "sipedge.handshake.outcome", "failed"),
    ];

    private IEnumerable<Measurement<double>> PerLoop(Func<Edge, double> value) => _edges.Select((edge, loop) =>
        new Measurement<double>(value(edge), new KeyValuePair<string, object?>("sipedge.loop", loop)));

    private long Sum(Func<TransactionCounters, long> count) => _edges.Sum(edge => count(edge.TransactionCounters));

    private long Total(Func<Edge, long> count) => _edges.Sum(count);

    private IEnumerable<Measurement<long>> PhoneRegistrations() =>
    [
        Tagged(Total(static edge => edge.PhoneCounters?.Kept ?? 0), "sipedge.phone.outcome", "kept"),
        Tagged(Total(static edge => edge.PhoneCounters?.Accepted ?? 0), "sipedge.phone.outcome", "accepted"),
        Tagged(Total(static edge => edge.PhoneCounters?.Refused ?? 0), "sipedge.phone.outcome", "refused"),
        Tagged(Total(static edge => edge.PhoneCounters?.TurnedAway ?? 0), "sipedge.phone.outcome", "turned_away"),
        Tagged(Total(static edge => edge.PhoneCounters?.Unanswered ?? 0), "sipedge.phone.outcome", "unanswered"),
        Tagged(Total(static edge => edge.PhoneCounters?.Expired ?? 0), "sipedge.phone.outcome", "expired"),
    ];

    private IEnumerable<Measurement<long>> Started() =>
    [
        Tagged(Sum(static t => t.ClientsStarted), "sipedge.transaction.side", "client"),
        Tagged(Sum(static t => t.ServersStarted), "sipedge.transaction.side", "server"),
    ];

    private IEnumerable<Measurement<long>> Failed() =>
    [
        Tagged(Sum(static t => t.ClientTimeouts), "error.type", "timeout"),
        Tagged(Sum(static t => t.TransportErrors), "error.type", "transport"),
        Tagged(Sum(static t => t.NoAcks), "error.type", "no_ack"),
        Tagged(Sum(static t => t.TableFull), "error.type", "table_full"),
        Tagged(Sum(static t => t.SourceFull), "error.type", "source_full"),
    ];

    private IEnumerable<Measurement<long>> Malformed() =>
    [
        Tagged(Sum(static t => t.MalformedRequests), "sipedge.message.kind", "request"),
        Tagged(Sum(static t => t.MalformedResponses), "sipedge.message.kind", "response"),
    ];

    private IEnumerable<Measurement<long>> Stray() =>
    [
        Tagged(Sum(static t => t.StrayResponses), "sipedge.message.kind", "response"),
        Tagged(Sum(static t => t.StrayAcks), "sipedge.message.kind", "ack"),
        Tagged(Sum(static t => t.StrayCancels), "sipedge.message.kind", "cancel"),
        Tagged(Sum(static t => t.MergedRequests), "sipedge.message.kind", "merged_request"),
        Tagged(Sum(static t => t.LoopedRequests), "sipedge.message.kind", "looped_request"),
    ];
}
