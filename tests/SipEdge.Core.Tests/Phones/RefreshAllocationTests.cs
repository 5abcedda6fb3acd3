using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

/// <summary>What most messages of an edge with phones are: a refresh that changes nothing.</summary>
public sealed class RefreshAllocationTests
{
    /// <summary>By then as many transactions linger as ever will, and their memory is used again.</summary>
    private const int Warm = 1_000;

    private static readonly Flow Phone = new(TransportKind.Udp, 0, 0, PhoneScenario.Address(77));

    [Fact]
    public void A_refresh_that_the_pbx_does_not_hear_of_allocates_nothing()
    {
        using var scenario = new PhoneScenario(change: static phones => phones with
        {
            Authentication = PhoneAuthentication.Pbx, // digest has a test of its own
            Expires = phones.Expires with { Pbx = TimeSpan.FromDays(1) },
        });
        using var metrics = new CallMetrics();
        var (wire, now) = (new Wire(), 1_000_000L);
        var edge = new Edge(new EdgeEnvironment(
            0, 1, () => scenario.Edge.Model, wire, scenario.Edge.Media, scenario.Edge, new NonceFactory(new byte[32], 30_000), metrics,
            NullLoggerFactory.Instance, new Random(1).NextBytes, new SimulatedTime(scenario.Edge.Network.Clock),
            TransactionOptions.Default)
        {
            Abuse = scenario.Edge.Abuse,
        });
        edge.OnMessage(Register(1), Phone, now);
        edge.OnMessage(Accepted(Encoding.ASCII.GetString(wire.Last)), wire.To, now);
        Assert.Equal(1, edge.PhoneCount);

        var refreshes = Enumerable.Range(2, Warm + Allocations.MostRuns).Select(Register).ToArray();
        var next = 0;
        for (var warm = 0; warm < Warm; warm++)
        {
            Refresh();
        }
        Allocations.AssertNone(Refresh);
        Assert.Equal(next, edge.PhoneCounters!.Kept);
        Assert.Equal(1, edge.PhoneCounters.Asked);
        Assert.StartsWith("SIP/2.0 200 ", Encoding.ASCII.GetString(wire.Last), StringComparison.Ordinal);

        // Far enough apart that what one leaves behind is gone before long.
        void Refresh()
        {
            now += 100;
            edge.OnMessage(refreshes[next++], Phone, now);
            edge.OnTick(now);
        }
    }

    private static byte[] Register(int cseq) => Encoding.ASCII.GetBytes(
        $"REGISTER sip:edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.7.7:5999;rport;branch=z9hG4bKr{cseq}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:p1@edge.example>;tag=a\r\nTo: <sip:p1@edge.example>\r\nCall-ID: refreshes\r\nCSeq: {cseq} REGISTER\r\n"
        + "Contact: <sip:p1@192.168.7.7:5999>;expires=90\r\nUser-Agent: phone\r\nContent-Length: 0\r\n\r\n");

    private static byte[] Accepted(string register) => Encoding.ASCII.GetBytes(
        "SIP/2.0 200 OK\r\n" + string.Concat(register.Split("\r\n").Where(static line =>
            line.StartsWith("Via:", StringComparison.Ordinal) || line.StartsWith("From:", StringComparison.Ordinal)
            || line.StartsWith("To:", StringComparison.Ordinal) || line.StartsWith("Call-ID:", StringComparison.Ordinal)
            || line.StartsWith("CSeq:", StringComparison.Ordinal)).Select(static line => line + "\r\n"))
        + "Expires: 86400\r\nContent-Length: 0\r\n\r\n");

    /// <summary>Keeps the last message in memory of its own.</summary>
    private sealed class Wire : ITransport
    {
        private readonly byte[] _last = new byte[4096];
        private int _length;

        public ReadOnlySpan<byte> Last => _last.AsSpan(0, _length);

        public Flow To { get; private set; }

        public SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token)
        {
            message.CopyTo(_last);
            (_length, To) = (message.Length, flow);
            return SendResult.Sent;
        }

        public ReadOnlySpan<byte> SentBy(in Flow flow) => "10.0.0.1:5060"u8;

        public SocketEndpoint Local(in Flow flow) => SocketEndpoint.FromIpv4(0x0A000001, 5060);

        public string? IndicatedName(in Flow flow) => null;

        public void Close(in Flow flow)
        {
        }
    }
}
