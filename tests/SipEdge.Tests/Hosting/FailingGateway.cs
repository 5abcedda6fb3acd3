using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Tests.Hosting;

/// <summary>A gateway over UDP that is there, says so to OPTIONS, and fails every call.</summary>
internal sealed class FailingGateway : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FailingGateway()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[8192];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                if (Answer(Encoding.ASCII.GetString(buffer, 0, received.ReceivedBytes)) is { } answer)
                {
                    await _socket.SendToAsync(Encoding.ASCII.GetBytes(answer), received.RemoteEndPoint, _stop.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // Disposed.
            }
        }
    }

    private static string? Answer(string request)
    {
        if (request.StartsWith("ACK", StringComparison.Ordinal))
        {
            return null;
        }
        string[] copied = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
        var lines = request.Split("\r\n")
            .Where(line => copied.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            .Select(static line => line.StartsWith("To:", StringComparison.OrdinalIgnoreCase) && !line.Contains(";tag=", StringComparison.Ordinal)
                ? $"{line};tag=gateway"
                : line);
        var status = request.StartsWith("INVITE", StringComparison.Ordinal) ? "503 Out of Order" : "200 OK";
        return $"SIP/2.0 {status}\r\n{string.Join("\r\n", lines)}\r\nContent-Length: 0\r\n\r\n";
    }
}
