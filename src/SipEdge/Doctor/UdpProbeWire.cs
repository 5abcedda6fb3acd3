using System.Net;
using System.Net.Sockets;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>Datagrams to one target. Answers may come from another port of its, as they may to the edge.</summary>
internal sealed class UdpProbeWire : ProbeWire
{
    // Linux: an unconnected socket is told of ICMP errors only when it asks (ip(7), IP_RECVERR).
    private const int LevelIp = 0;
    private const int LevelIpv6 = 41;
    private const int ReceiveErrors = 11;
    private const int ReceiveErrorsIpv6 = 25;

    private readonly Socket _socket;
    private readonly IPEndPoint _remote;
    private readonly byte[] _buffer = new byte[65_535];

    private UdpProbeWire(Socket socket, IPEndPoint remote)
    {
        _socket = socket;
        _remote = remote;
    }

    public override string ViaTransport => "UDP";

    public override bool IsReliable => false;

    public override IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <param name="remote">The target.</param>
    /// <param name="from">The address to call from; null: as the machine's routes have it.</param>
    /// <returns>Null with the reason when there is no way there.</returns>
    public static (UdpProbeWire? Wire, FlowFailure Failure) Open(SocketEndpoint remote, IPAddress? from)
    {
        var to = remote.ToIPEndPoint();
        var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(from ?? AddressTowards(to), 0));
            var ipv6 = to.AddressFamily == AddressFamily.InterNetworkV6;
            socket.SetRawSocketOption(
                ipv6 ? LevelIpv6 : LevelIp, ipv6 ? ReceiveErrorsIpv6 : ReceiveErrors, BitConverter.GetBytes(1));
            return (new UdpProbeWire(socket, to), default);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return (null, new FlowFailure(FlowFault.Unreachable));
        }
    }

    public override async Task<FlowFailure> SendAsync(byte[] message, CancellationToken cancellation)
    {
        try
        {
            await _socket.SendToAsync(message, SocketFlags.None, _remote, cancellation).ConfigureAwait(false);
            return default;
        }
        catch (SocketException failed)
        {
            return Of(failed);
        }
    }

    public override async Task<Received> ReceiveAsync(CancellationToken cancellation)
    {
        try
        {
            var any = new IPEndPoint(_remote.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
            var got = await _socket.ReceiveFromAsync(_buffer, SocketFlags.None, any, cancellation).ConfigureAwait(false);
            return new Received(_buffer[..got.ReceivedBytes], default);
        }
        catch (SocketException failed)
        {
            return new Received([], Of(failed));
        }
    }

    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The address that the machine's routes choose: a connected datagram socket has it, and sends nothing to get it.</summary>
    private static IPAddress AddressTowards(IPEndPoint to)
    {
        using var asking = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        asking.Connect(to);
        return ((IPEndPoint)asking.LocalEndPoint!).Address;
    }

    private static FlowFailure Of(SocketException failed) =>
        new(failed.SocketErrorCode == SocketError.ConnectionRefused ? FlowFault.Refused : FlowFault.Unreachable);
}
