using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// Stands where the next hop would and keeps everything that comes: datagrams, and that somebody connected at all.
/// On loopback a datagram is in the receiver's queue when the sender's call returns, so that after the edge has ended
/// nothing can still be on its way.
/// </summary>
internal sealed class NextHopSpy : IAsyncDisposable
{
    private readonly Socket _datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _connections = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public NextHopSpy(IPAddress address, int port = 5060)
    {
        _datagrams.Bind(new IPEndPoint(address, port));
        _connections.Bind(new IPEndPoint(address, port));
        _connections.Listen();
    }

    /// <summary>What has arrived up to now.</summary>
    public IReadOnlyList<string> Everything
    {
        get
        {
            var seen = new List<string>();
            var buffer = new byte[65535];
            while (_datagrams.Available > 0)
            {
                seen.Add(Encoding.Latin1.GetString(buffer, 0, _datagrams.Receive(buffer)));
            }

            while (_connections.Poll(0, SelectMode.SelectRead))
            {
                using var connection = _connections.Accept();
                seen.Add($"a connection from {connection.RemoteEndPoint}");
            }

            return seen;
        }
    }

    public ValueTask DisposeAsync()
    {
        _datagrams.Dispose();
        _connections.Dispose();
        return ValueTask.CompletedTask;
    }
}
