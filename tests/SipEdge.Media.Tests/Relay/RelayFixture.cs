using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Relay;

/// <summary>A real relay on loopback with a session between two real phones' sockets.</summary>
internal sealed class RelayFixture : IDisposable
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(10);

    // One range per fixture: tests of other classes run beside this one. And one address per process.
    private static int _nextRange = 20000;

    private readonly List<Phone> _phones = [];
    private readonly int _first;
    private readonly int _last;

    public RelayFixture(
        Func<RelayOptions, RelayOptions>? adjust = null, Action<int>? wake = null, int ports = 40)
    {
        _first = Interlocked.Add(ref _nextRange, ports) - ports;
        _last = _first + ports - 1;
        var options = new RelayOptions { FirstPort = (ushort)_first, LastPort = (ushort)_last, MaxSessions = 16 };
        Plane = new RelayPlane(adjust?.Invoke(options) ?? options, wake);
    }

    public RelayPlane Plane { get; }

    /// <summary>Where the relay's ports are.</summary>
    public static IPAddress Host { get; } = HostOf(Environment.ProcessId);

    public static MediaAddresses Loopback
    {
        get
        {
            var host = Encoding.ASCII.GetBytes(Host.ToString());
            Assert.True(MediaAddresses.TryParse(host, host, out var addresses));
            return addresses;
        }
    }

    /// <summary>UDP sockets within the plane's range, as the kernel lists them.</summary>
    public int OpenSockets
    {
        get
        {
            var host = $"{BitConverter.ToUInt32(Host.GetAddressBytes()):X8}";
            return File.ReadLines("/proc/net/udp")
                .Skip(1)
                .Select(line => line.Split(':'))
                .Where(fields => fields[1].Trim() == host)
                .Select(fields => Convert.ToInt32(fields[2][..4], 16))
                .Count(port => port >= _first && port <= _last);
        }
    }

    public Phone NewPhone(string address = "127.0.0.1")
    {
        var phone = new Phone(address);
        _phones.Add(phone);
        return phone;
    }

    public (MediaSessionId Id, ushort PortA, ushort PortB) Open(bool echo = false, int owner = 0)
    {
        Assert.Equal(MediaOpenStatus.Opened, Plane.Open(owner, echo, Loopback, out var id, out var portA, out var portB));
        return (id, portA, portB);
    }

    public StreamStatistics Statistics(MediaSessionId id, MediaSide side)
    {
        Assert.True(Plane.TryGetStatistics(id, side, out var statistics));
        return statistics;
    }

    private static IPAddress HostOf(int process) =>
        new([127, (byte)(1 + ((process >> 14) % 250)), (byte)((process >> 7) & 127), (byte)(process & 127)]);

    public static MediaEndpoint Endpoint(IPAddress address, int port)
    {
        Assert.True(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(address.ToString()), (ushort)port, out var endpoint));
        return endpoint;
    }

    /// <summary>Waits for what the loop does in its own time, with a limit.</summary>
    public static void WaitUntil(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeOut));

    public MediaEvent WaitForEvent(MediaEventKind kind, MediaSide side)
    {
        var seen = default(MediaEvent);
        WaitUntil(() => Plane.TryReadEvent(0, out seen) && seen.Kind == kind && seen.Side == side);
        return seen;
    }

    public void Dispose()
    {
        Plane.Dispose();
        foreach (var phone in _phones)
        {
            phone.Dispose();
        }
    }

    /// <summary>An RTP socket and the RTCP socket above it.</summary>
    internal sealed class Phone : IDisposable
    {
        private readonly Socket _rtp;
        private readonly Socket _rtcp;
        private readonly byte[] _buffer = new byte[2048];
        private readonly IPAddress _address;
        private readonly IPAddress _relay;

        public Phone(string address)
        {
            _address = IPAddress.Parse(address);
            _relay = _address.AddressFamily == AddressFamily.InterNetwork ? Host : IPAddress.IPv6Loopback;
            while (true)
            {
                _rtp = NewSocket();
                _rtp.Bind(new IPEndPoint(_address, 0));
                var port = ((IPEndPoint)_rtp.LocalEndPoint!).Port;
                _rtcp = NewSocket();
                try
                {
                    _rtcp.Bind(new IPEndPoint(_address, port + 1));
                    Rtp = Endpoint(port);
                    Rtcp = Endpoint(port + 1);
                    return;
                }
                catch (Exception error) when (error is SocketException or ArgumentOutOfRangeException)
                {
                    // The port above is somebody else's; take another pair.
                    _rtp.Dispose();
                    _rtcp.Dispose();
                }
            }
        }

        public MediaEndpoint Rtp { get; }

        public MediaEndpoint Rtcp { get; }

        public void SendRtp(ReadOnlySpan<byte> packet, ushort port) =>
            _rtp.SendTo(packet, new IPEndPoint(_relay, port));

        public void SendRtcp(ReadOnlySpan<byte> packet, ushort port) =>
            _rtcp.SendTo(packet, new IPEndPoint(_relay, port + 1));

        public ReadOnlySpan<byte> ReceiveRtp() => _buffer.AsSpan(0, _rtp.Receive(_buffer));

        /// <summary>Like <see cref="ReceiveRtp"/>, into a buffer that can be changed.</summary>
        public Span<byte> ReceiveRtpToChange() => _buffer.AsSpan(0, _rtp.Receive(_buffer));

        public Span<byte> ReceiveRtcp() => _buffer.AsSpan(0, _rtcp.Receive(_buffer));

        public bool HasRtp => _rtp.Available > 0;

        public bool WaitForRtp(TimeSpan patience) => _rtp.Poll(patience, SelectMode.SelectRead);

        public void Dispose()
        {
            _rtp.Dispose();
            _rtcp.Dispose();
        }

        public StreamSettings Plain(LatchMode latch = LatchMode.Off) => new(Rtp, Rtcp, SrtpKey.None, SrtpKey.None, latch);

        public StreamSettings Secure(SrtpKey receive, SrtpKey send, LatchMode latch = LatchMode.Off) =>
            new(Rtp, Rtcp, receive, send, latch);

        private Socket NewSocket()
        {
            var socket = new Socket(_address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            {
                ReceiveTimeout = (int)TimeOut.TotalMilliseconds,
                ReceiveBufferSize = 1 << 20,
            };
            return socket;
        }

        private MediaEndpoint Endpoint(int port) => RelayFixture.Endpoint(_address, port);
    }
}
