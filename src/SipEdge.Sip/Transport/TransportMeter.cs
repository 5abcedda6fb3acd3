using System.Diagnostics.Metrics;

namespace SipEdge.Sip.Transport;

/// <summary>
/// The transports' counts as instruments. They are summed when somebody looks; nothing is measured on a message's way. SIP
/// has no section in the OpenTelemetry semantic conventions, so the names are ours, under <c>sipedge.transport</c>; the
/// reason is an enum. Sources are never a tag: there is no end of them.
/// </summary>
internal sealed class TransportMeter : IDisposable
{
    private readonly Meter _meter = new("SipEdge.Sip.Transport");
    private readonly TransportHost _host;

    public TransportMeter(TransportHost host)
    {
        _host = host;
        _meter.CreateObservableCounter("sipedge.transport.messages", Messages, "{message}", "Messages read and written");
        _meter.CreateObservableCounter("sipedge.transport.io", Bytes, "By", "Datagram bytes read and written");
        _meter.CreateObservableCounter("sipedge.transport.drops", Drops, "{message}", "Messages dropped, by reason");
        _meter.CreateObservableCounter("sipedge.transport.closed", Closed, "{connection}", "Stream connections ended, by reason");
        _meter.CreateObservableCounter("sipedge.transport.failed", Failed, "{connection}",
            "Stream connections that failed before they carried anything, by fault and direction");
        _meter.CreateObservableUpDownCounter("sipedge.transport.connections", () => _host.ConnectionCount, "{connection}",
            "Stream connections open");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Tagged(long value, string tag, string text) =>
        new(value, new KeyValuePair<string, object?>(tag, text));

    private static Measurement<long> Message(long value, string transport, string direction) => new(
        value,
        new KeyValuePair<string, object?>("network.transport", transport),
        new KeyValuePair<string, object?>("network.io.direction", direction));

    private long Sum(Func<LoopCounters, long> count)
    {
        long sum = 0;
        foreach (var loop in _host.Loops)
        {
            sum += count(loop.Counters);
        }

        return sum;
    }

    private IEnumerable<Measurement<long>> Messages() =>
    [
        Message(Sum(static c => c.DatagramsReceived), "udp", "receive"),
        Message(Sum(static c => c.DatagramsSent), "udp", "transmit"),
        Message(Sum(static c => c.StreamMessages), "tcp", "receive"),
    ];

    private IEnumerable<Measurement<long>> Bytes() =>
    [
        Message(Sum(static c => c.BytesReceived), "udp", "receive"),
        Message(Sum(static c => c.BytesSent), "udp", "transmit"),
    ];

    private IEnumerable<Measurement<long>> Drops() =>
    [
        Tagged(Sum(static c => c.Keepalives), "error.type", "keepalive"),
        Tagged(Sum(static c => c.NotSip), "error.type", "not_sip"),
        Tagged(Sum(static c => c.MailboxFull), "error.type", "mailbox_full"),
        Tagged(Sum(static c => c.SendBufferFull), "error.type", "send_buffer_full"),
        Tagged(Sum(static c => c.SendErrors), "error.type", "send_error"),
        Tagged(Sum(static c => c.Faults), "error.type", "fault"),
    ];

    private IEnumerable<Measurement<long>> Closed()
    {
        for (var reason = CloseReason.PeerClosed; reason <= CloseReason.RateLimited; reason++)
        {
            yield return Tagged(_host.Streams.Closed(reason), "error.type", reason.ToString());
        }
    }

    private IEnumerable<Measurement<long>> Failed()
    {
        for (var fault = FlowFault.Refused; fault <= FlowFault.ClosedByPeer; fault++)
        {
            yield return Fault(fault, inward: false);
            yield return Fault(fault, inward: true);
        }
    }

    private Measurement<long> Fault(FlowFault fault, bool inward) => new(
        _host.Streams.Failed(fault, inward),
        new KeyValuePair<string, object?>("error.type", fault.ToString()),
        new KeyValuePair<string, object?>("sipedge.connection.direction", inward ? "inbound" : "outbound"));
}
