using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Sip.Tests.Resolution;

/// <summary>A DNS server on loopback that says over UDP and TCP whatever a test wants.</summary>
internal sealed class HostileDnsServer : IAsyncDisposable
{
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _other = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly SemaphoreSlim _came = new(0);

    public HostileDnsServer()
    {
        (_tcp, EndPoint) = Bind(_udp);
        _other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _running.Add(ServeUdpAsync());
        _running.Add(ServeTcpAsync());
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Every datagram that goes back for a question.</summary>
    public Func<AskedDns, IEnumerable<byte[]>> OverUdp { get; set; } = static _ => [];

    /// <summary>Sent from a port that was not asked, before the rest.</summary>
    public Func<AskedDns, byte[]>? FromElsewhere { get; set; }

    /// <summary>What is written into the connection; it is then held open, or closed where <see cref="Closes"/>.</summary>
    public Func<AskedDns, byte[]> OverTcp { get; set; } = static _ => [];

    public bool Closes { get; set; }

    /// <summary>Questions in order.</summary>
    public List<AskedDns> Asked { get; } = [];

    /// <summary>Completes when so many questions have come.</summary>
    public async Task ComeAsync(int count)
    {
        while (true)
        {
            lock (Asked)
            {
                if (Asked.Count >= count)
                {
                    return;
                }
            }
            await _came.WaitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>With the length that goes before a message over TCP.</summary>
    public static byte[] Framed(byte[] message)
    {
        var framed = new byte[message.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed, 2);
        return framed;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _tcp.Stop();
        _udp.Dispose();
        _other.Dispose();
        await Task.WhenAll(_running);
        _stop.Dispose();
        _came.Dispose();
    }

    private static (TcpListener Tcp, IPEndPoint EndPoint) Bind(Socket udp)
    {
        for (var tries = 0; ; tries++)
        {
            var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            try
            {
                udp.Bind(tcp.LocalEndpoint);
                return (tcp, (IPEndPoint)tcp.LocalEndpoint);
            }
            catch (SocketException) when (tries < 20)
            {
                tcp.Stop(); // somebody has that port for UDP
            }
        }
    }

    private async Task ServeUdpAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var from = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                var asked = AskedDns.Read(buffer.AsSpan(0, from.ReceivedBytes), overTcp: false);
                Note(asked);
                if (FromElsewhere is { } elsewhere)
                {
                    await _other.SendToAsync(elsewhere(asked), from.RemoteEndPoint, _stop.Token);
                }
                foreach (var answer in OverUdp(asked))
                {
                    await _udp.SendToAsync(answer, from.RemoteEndPoint, _stop.Token);
                }
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Assert.True(_stop.IsCancellationRequested, stopped.ToString());
        }
    }

    private async Task ServeTcpAsync()
    {
        var open = new List<Socket>();
        try
        {
            while (true)
            {
                var socket = await _tcp.AcceptSocketAsync(_stop.Token);
                open.Add(socket);
                var buffer = new byte[4096];
                var length = 0;
                while (length < 2 || length < 2 + BinaryPrimitives.ReadUInt16BigEndian(buffer))
                {
                    var read = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                    Assert.NotEqual(0, read);
                    length += read;
                }
                var asked = AskedDns.Read(buffer.AsSpan(2, length - 2), overTcp: true);
                Note(asked);
                await socket.SendAsync(OverTcp(asked), _stop.Token);
                if (Closes)
                {
                    socket.Shutdown(SocketShutdown.Both);
                }
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Assert.True(_stop.IsCancellationRequested, stopped.ToString());
        }
        open.ForEach(static socket => socket.Dispose());
    }

    private void Note(AskedDns asked)
    {
        lock (Asked)
        {
            Asked.Add(asked);
        }
        _came.Release();
    }
}

/// <summary>A question as it came.</summary>
internal sealed record AskedDns(ushort Id, string Name, ushort Type, bool OverTcp, bool Edns)
{
    public static AskedDns Read(ReadOnlySpan<byte> query, bool overTcp)
    {
        var labels = new List<string>();
        var at = 12;
        while (query[at] is > 0 and var length)
        {
            labels.Add(Encoding.ASCII.GetString(query.Slice(at + 1, length)));
            at += 1 + length;
        }
        return new AskedDns(
            BinaryPrimitives.ReadUInt16BigEndian(query), string.Join('.', labels), BinaryPrimitives.ReadUInt16BigEndian(query[(at + 1)..]),
            overTcp, query[11] == 1);
    }

    /// <summary>The right answer: one address.</summary>
    public byte[] Address(byte last, ushort flags = 0x8180, int id = -1, string? about = null, ushort type = 1) =>
        new DnsBytes(id < 0 ? Id : (ushort)id, flags).Question(about ?? Name, type)
            .Answer(about ?? Name, 1, 60, data => data.Raw(192, 0, 2, last)).Bytes;

    public byte[] Alias(string target) => new DnsBytes(Id).Question(Name, Type).Answer(Name, 5, 60, data => data.Name(target)).Bytes;
}
