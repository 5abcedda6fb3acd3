using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace SipEdge.Sip.Transport;

/// <summary>Accepts the connections of one TCP or TLS address.</summary>
internal sealed class StreamListener : IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public StreamListener(ListenerSettings settings, ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
        if (settings.Inherited is { } descriptor)
        {
            _socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
            return;
        }

        _socket = new Socket(settings.Bind.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (settings.Bind.AddressFamily == AddressFamily.InterNetworkV6)
            {
                _socket.DualMode = false;
            }

            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(settings.Bind);
            _socket.Listen(Backlog);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
    }

    public ushort BoundPort => (ushort)((System.Net.IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Start(ConnectionTable table, ListenerState listener) => _accepting = Task.Run(() => AcceptAsync(table, listener));

    public void Dispose()
    {
        _stopping.Cancel();
        _socket.Dispose();
    }

    private async Task AcceptAsync(ConnectionTable table, ListenerState listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                table.Accept(await _socket.AcceptAsync(_stopping.Token).ConfigureAwait(false), listener);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (!_stopping.IsCancellationRequested)
            {
                // Out of descriptors or memory: the waiting connections stay in the backlog meanwhile.
                TransportLog.AcceptFailed(_logger, listener.Local, exception.Message);
                await PauseAsync().ConfigureAwait(false);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(Pause, _time, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the caller's loop sees it.
        }
    }
}
