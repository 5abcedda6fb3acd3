using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

/// <summary>One session and the packet steps between its sockets, without sockets: what goes in is judged at once.</summary>
internal sealed unsafe class StepsFixture : IDisposable
{
    private readonly PacketBatch _batch = new();
    private readonly RelayPacketSteps _steps;
    private readonly StreamHandshakes _handshakes;
    private readonly MediaSession _session = new(0);
    private readonly MediaEvents _events = new(owners: 1, capacity: 64, wake: null);
    private readonly RelayTimes _times = new(RelayOptions.Default);

    public StepsFixture()
    {
        var ports = new PortAllocator(10000, 10100);
        var own = new OwnPorts(ports, []);
        _handshakes = new StreamHandshakes([_session], _events, own, static () => { });
        _steps = new RelayPacketSteps(_batch, _events, own, new RelayTones(_batch, _events), _handshakes);
        _session.Begin(0, new MediaPort(Local, 10000, -1, -1), new MediaPort(Local, 10002, -1, -1));
    }

    public static MediaEndpoint PeerA { get; } = Endpoint(1, 4000);

    public static MediaEndpoint PeerB { get; } = Endpoint(2, 4000);

    /// <summary>Nanoseconds, as the loop counts; moves only when a test moves it.</summary>
    public long Now { get; set; } = 1_000_000_000;

    public ref StreamCounters A => ref _session.A.Counters;

    public ref StreamCounters B => ref _session.B.Counters;

    private static UInt128 Local => NumericAddress.FromIpv4(0x7F00_0001);

    public static MediaEndpoint Endpoint(uint host, ushort port) => new(NumericAddress.FromIpv4(0xC000_0200 + host), port);

    public StreamStatistics Statistics(MediaSide side) => StatisticsReader.Read(_session.Stream(side));

    public void Configure(MediaSide side, in StreamSettings settings) => ConfigureAtOnce(side, settings);

    /// <summary>As a call does that is faster than the loop: all of them lie in the mailbox before it is read.</summary>
    public void ConfigureAtOnce(MediaSide side, params ReadOnlySpan<StreamSettings> settings)
    {
        foreach (ref readonly var each in settings)
        {
            _session.PostUpdate(side, each, each.Remote, each.RemoteRtcp);
        }

        Assert.True(_session.TryReadMailbox(_times, Now, out _));
    }

    public bool TryReadEvent(out MediaEvent mediaEvent) => _events.TryRead(0, out mediaEvent);

    /// <summary>Puts a datagram into the batch as if a socket of the side had received it.</summary>
    public void Receive(MediaSide side, MediaEndpoint source, ReadOnlySpan<byte> datagram, bool rtcp = false)
    {
        ref var packet = ref _batch.Next;
        datagram.CopyTo(new Span<byte>(packet.Data, PacketBatch.MaxPacket));
        packet.Length = datagram.Length;
        packet.From = _session.Stream(side);
        packet.Source = source;
        packet.Kind = rtcp ? PacketKind.Rtcp : PacketKind.Rtp;
        _batch.Count++;
    }

    /// <summary>A datagram that was longer than there is room for, as the kernel tells of it.</summary>
    public void ReceiveTruncated(MediaSide side, MediaEndpoint source)
    {
        Receive(side, source, [0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
        _batch.Packets[^1].Length = PacketBatch.MaxPacket + 1;
    }

    /// <summary>Runs the steps over what was received; how many packets would leave.</summary>
    public int Relay()
    {
        var count = _batch.Count;
        _steps.Relay(Now);
        var alive = 0;
        foreach (ref var packet in _batch.Packets)
        {
            if (packet.Alive)
            {
                alive++;
            }
        }

        Assert.True(alive <= count);
        _batch.Count = 0;
        return alive;
    }

    public bool IsFull => _batch.IsFull;

    public void Dispose()
    {
        _handshakes.Dispose();
        _batch.Dispose();
    }
}
