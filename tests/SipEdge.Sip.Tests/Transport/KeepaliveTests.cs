using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>The edge's own keepalives on real sockets (RFC 5626 §4.4.1).</summary>
public class KeepaliveTests
{
    private const string Message =
        "OPTIONS sip:edge SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:b@b>\r\n"
        + "Call-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void Over_UDP_it_is_a_line_break()
    {
        using var edge = new Loopback();
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        Keep(edge, new Flow(TransportKind.Udp, 0, 0, SocketEndpoint.From((IPEndPoint)peer.Client.LocalEndPoint!)));
        peer.Client.ReceiveTimeout = (int)Loopback.Patience.TotalMilliseconds;
        var from = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal("\r\n", Encoding.ASCII.GetString(peer.Receive(ref from)));
        Assert.Equal(edge.Port(0), from);
    }

    [Fact]
    public async Task Over_TCP_it_is_a_ping_and_a_peer_that_answers_it_stays_connected()
    {
        using var edge = new Loopback(TransportLimits.Default with { PongTimeout = 400 });
        using var listener = Listen(out var flow);
        using var peer = await Connected(edge, listener, flow);
        for (var turn = 0; turn < 3; turn++)
        {
            Keep(edge, flow);
            await Reads(peer, "\r\n\r\n");
            await peer.SendAsync("\r\n"u8.ToArray());
            // The pong was taken when what came after it has been.
            await peer.SendAsync(Encoding.ASCII.GetBytes(Message));
            edge.Receive();
        }

        Assert.Equal(1, edge.Host.ConnectionCount);
        Assert.Equal(0, edge.Host.Streams.Closed(CloseReason.NoPong));
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_it_in_time_is_closed_and_told_to_every_loop()
    {
        using var edge = new Loopback(TransportLimits.Default with { PongTimeout = 200 });
        using var listener = Listen(out var flow);
        using var peer = await Connected(edge, listener, flow);
        Keep(edge, flow);
        await Reads(peer, "\r\n\r\n");
        Assert.Equal(flow.Remote, edge.ReceiveClosed().Remote);
        Assert.Equal(1, edge.Host.Streams.Closed(CloseReason.NoPong));
    }

    [Fact]
    public void It_opens_no_connection()
    {
        using var edge = new Loopback();
        using var listener = Listen(out var flow);
        Keep(edge, flow);
        Assert.Equal(0, edge.Host.ConnectionCount);
        Assert.False(listener.Poll(0, SelectMode.SelectRead));
    }

    private static void Keep(Loopback edge, Flow flow) => edge.OnLoop(loop =>
    {
        loop.Transport.KeepAlive(flow);
        return 0;
    });

    private static Socket Listen(out Flow flow)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        flow = new Flow(TransportKind.Tcp, 1, 0, SocketEndpoint.From((IPEndPoint)listener.LocalEndPoint!));
        return listener;
    }

    private static async Task<Socket> Connected(Loopback edge, Socket listener, Flow flow)
    {
        edge.Send(flow, Message);
        var peer = await listener.AcceptAsync().WaitAsync(Loopback.Patience);
        await Reads(peer, Message);
        return peer;
    }

    private static async Task Reads(Socket peer, string expected)
    {
        var read = new byte[expected.Length];
        for (var length = 0; length < read.Length;)
        {
            var more = await peer.ReceiveAsync(read.AsMemory(length)).AsTask().WaitAsync(Loopback.Patience);
            Assert.NotEqual(0, more);
            length += more;
        }

        Assert.Equal(expected, Encoding.ASCII.GetString(read));
    }
}
