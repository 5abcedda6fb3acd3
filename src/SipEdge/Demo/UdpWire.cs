using System.Net;
using System.Net.Sockets;

namespace SipEdge.Demo;

/// <summary>
/// SIP over UDP from a loopback port of its own. A caller gives the edge's address; a phone answers whoever spoke.
/// </summary>
internal sealed class UdpWire : IDemoWire
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _buffer = new byte[65_535];
    private EndPoint _peer;

    public UdpWire(IPEndPoint? edge)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _peer = edge ?? new IPEndPoint(IPAddress.Any, 0);
    }

    public string Transport => "UDP";

    public string Local => _socket.LocalEndPoint!.ToString()!;

    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public async Task SendAsync(byte[] message, CancellationToken cancellation) =>
        await _socket.SendToAsync(message, SocketFlags.None, _peer, cancellation).ConfigureAwait(false);

    public async Task<byte[]> ReceiveAsync(CancellationToken cancellation)
    {
        var received = await _socket.ReceiveFromAsync(_buffer, SocketFlags.None, _peer, cancellation).ConfigureAwait(false);
        _peer = received.RemoteEndPoint;
        return _buffer[..received.ReceivedBytes];
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
