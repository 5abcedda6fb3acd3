using System.Net;
using System.Net.Sockets;
using SipEdge.Systemd;

namespace SipEdge.Tests.Systemd;

public sealed class InheritedSocketsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("4711", "0")]
    [InlineData("4712", "2")] // for the process that started this one
    [InlineData("4711", "-1")]
    [InlineData("4711", "two")]
    public void Without_sockets_for_this_process_there_are_none(string? owner, string? count) =>
        Assert.Empty(InheritedSockets.FromEnvironment(
            name => name switch { "LISTEN_PID" => owner, "LISTEN_FDS" => count, _ => null }, 4711));

    [Theory]
    [InlineData(SocketType.Dgram, ProtocolType.Udp, true)]
    [InlineData(SocketType.Stream, ProtocolType.Tcp, false)]
    public void What_was_passed_says_itself_what_it_is_and_stays_open(SocketType type, ProtocolType protocol, bool datagram)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var inherited = InheritedSockets.Describe((int)socket.SafeHandle.DangerousGetHandle());

        Assert.Equal((datagram, (IPEndPoint)socket.LocalEndPoint!), (inherited.Datagram, inherited.Local));
        Assert.NotEqual(0, ((IPEndPoint)socket.LocalEndPoint!).Port);
    }

    [Fact]
    public void A_unix_socket_is_refused()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        Assert.Throws<SocketException>(() => InheritedSockets.Describe((int)socket.SafeHandle.DangerousGetHandle()));
    }
}
