using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>Sockets that somebody else has bound and held while there was no edge.</summary>
public class InheritedSocketTests
{
    private const string Options =
        "OPTIONS sip:edge SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:b@b>\r\n"
        + "Call-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 4\r\n\r\nbody";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Datagrams_that_waited_in_the_socket_are_read_once_each(int loops)
    {
        var held = Bound(SocketType.Dgram, ProtocolType.Udp);
        var address = (IPEndPoint)held.LocalEndPoint!;
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < 50; i++)
        {
            peer.Send(Encoding.ASCII.GetBytes($"x{i}"), address);
        }

        using var edge = new Loopback(loops: loops, inheritedUdp: held);

        var texts = Enumerable.Range(0, 50).Select(_ => edge.Receive().Text).ToHashSet();
        Assert.Equal(50, texts.Count);
        Assert.Equal(0, edge.Count);
        Assert.Equal(address.Port, edge.Host.BoundPort(0));
    }

    [Fact]
    public void A_connection_that_waited_in_the_backlog_is_served()
    {
        var held = Bound(SocketType.Stream, ProtocolType.Tcp);
        held.Listen(16);
        using var peer = new TcpClient();
        peer.Connect((IPEndPoint)held.LocalEndPoint!);
        peer.GetStream().Write(Encoding.ASCII.GetBytes(Options));

        using var edge = new Loopback(inheritedTcp: held);

        Assert.Equal(Options, edge.Receive().Text);
    }

    private static Socket Bound(SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
