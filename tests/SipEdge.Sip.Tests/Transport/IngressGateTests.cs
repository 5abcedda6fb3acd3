using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>The gate on real sockets: what is asked, and what becomes of what it turns away.</summary>
public sealed class IngressGateTests
{
    private const string Options = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n";

    private readonly Gate _gate = new();

    [Fact]
    public void Every_datagram_is_asked_about_keep_alives_and_noise_too()
    {
        using var edge = new Loopback(gate: _gate);
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        foreach (var text in (string[])["\r\n\r\n", "\u0016\u0003", Options])
        {
            peer.Send(Encoding.ASCII.GetBytes(text), edge.Port(0));
        }

        Assert.Equal(Options, edge.Receive().Text);
        Assert.Equal([4, 2, Options.Length], _gate.Asked.Select(asked => asked.Bytes));
        Assert.All(_gate.Asked, asked => Assert.Equal((TransportKind.Udp, 0), (asked.Source.Transport, asked.Source.Connection)));
    }

    [Theory]
    [InlineData(GateVerdict.RateLimited)]
    [InlineData(GateVerdict.Banned)]
    public void A_datagram_that_is_turned_away_is_not_read(GateVerdict verdict)
    {
        using var edge = new Loopback(gate: _gate);
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        _gate.Verdicts.Enqueue(verdict);
        peer.Send("first"u8, edge.Port(0));
        peer.Send("second"u8, edge.Port(0));

        Assert.Equal("second", edge.Receive().Text);
        Assert.Equal(0, edge.Count);
    }

    [Theory]
    [InlineData(1, GateVerdict.Banned, CloseReason.Banned)]
    [InlineData(2, GateVerdict.Banned, CloseReason.Banned)]
    [InlineData(2, GateVerdict.RateLimited, CloseReason.RateLimited)]
    public async Task A_connection_is_closed_at_the_door_before_any_handshake(byte listener, GateVerdict verdict, CloseReason reason)
    {
        using var edge = new Loopback(gate: _gate);
        _gate.Verdicts.Enqueue(verdict);
        using var peer = new TcpClient();
        await peer.ConnectAsync(edge.Port(listener));

        Assert.Equal(0, await peer.GetStream().ReadAsync(new byte[1]));
        Assert.Equal((1, 0), (edge.Host.Streams.Closed(reason), edge.Host.ConnectionCount));
        Assert.Equal(0, Assert.Single(_gate.Asked).Bytes);
    }

    [Fact]
    public async Task A_message_that_comes_too_fast_is_dropped_and_the_connection_lives()
    {
        using var edge = new Loopback(gate: _gate);
        _gate.Verdicts.Enqueue(GateVerdict.Pass);
        _gate.Verdicts.Enqueue(GateVerdict.RateLimited);
        using var peer = new TcpClient();
        await peer.ConnectAsync(edge.Port(1));
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Options + Options.Replace("a@b", "c@d", StringComparison.Ordinal)));

        Assert.Contains("c@d", edge.Receive().Text, StringComparison.Ordinal);
        Assert.Equal((0, 1), (edge.Count, edge.Host.ConnectionCount));
    }

    [Fact]
    public async Task A_ban_closes_the_connection_that_stands_at_its_next_message()
    {
        using var edge = new Loopback(gate: _gate);
        using var peer = new TcpClient();
        await peer.ConnectAsync(edge.Port(1));
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Options));
        edge.Receive();
        _gate.Verdicts.Enqueue(GateVerdict.Banned);
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Options));

        Assert.Equal(0, await peer.GetStream().ReadAsync(new byte[1]));
        Assert.Equal((1, 0), (edge.Host.Streams.Closed(CloseReason.Banned), edge.Count));
    }

    /// <summary>Says what was put in, in order, then lets everything pass.</summary>
    [Fact]
    public async Task A_fault_of_ours_costs_the_connection_that_it_happened_on_and_no_other()
    {
        using var edge = new Loopback(gate: _gate);
        using var first = new TcpClient();
        await first.ConnectAsync(edge.Port(1));
        using var second = new TcpClient();
        await second.ConnectAsync(edge.Port(1));
        edge.Await(() => _gate.Asked.Count == 2, "both connections");
        _gate.Fails = true;
        await first.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Options));
        Assert.Equal(0, await first.GetStream().ReadAsync(new byte[1]));
        edge.Await(() => edge.Host.Streams.Closed(CloseReason.Fault) == 1, "the fault to be counted");

        _gate.Fails = false;
        await second.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Options));
        Assert.Equal(Options, edge.Receive().Text);
    }

    private sealed class Gate : IIngressGate
    {
        public volatile bool Fails;

        public ConcurrentQueue<GateVerdict> Verdicts { get; } = new();

        public ConcurrentQueue<(Flow Source, int Bytes)> Asked { get; } = new();

        public GateVerdict Check(in Flow source, int bytes, long now)
        {
            if (Fails)
            {
                throw new InvalidOperationException("a fault of ours");
            }
            Asked.Enqueue((source, bytes));
            return Verdicts.TryDequeue(out var verdict) ? verdict : GateVerdict.Pass;
        }
    }
}
