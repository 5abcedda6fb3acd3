using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Network;

/// <summary>
/// A network without sockets or waiting: nodes with addresses, one clock, and latency, loss, duplication and reordering
/// drawn from a seed. The same seed gives the same run, message for message. Datagrams suffer all of it; streams arrive
/// once and in order, and can be cut.
/// </summary>
public sealed class SimulatedNetwork(int seed)
{
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, (long Time, long Order)> _events = new();
    private readonly List<SimulatedNode> _nodes = [];
    private readonly Dictionary<int, (SimulatedNode Node, Flow Flow)> _connections = [];
    private readonly Dictionary<(SimulatedNode From, SocketEndpoint To, TransportKind Kind), int> _open = [];
    private readonly Dictionary<int, long> _streamClock = [];
    private long _order;
    private int _lastConnection;

    public ManualClock Clock { get; } = new();

    /// <summary>Of every datagram, how likely it never arrives: 0 to 1.</summary>
    public double Loss { get; set; }

    /// <summary>Of every datagram, how likely a second copy arrives.</summary>
    public double Duplication { get; set; }

    /// <summary>Milliseconds; each copy draws its own between the two, so that a spread reorders.</summary>
    public int MinLatency { get; set; } = 1;

    public int MaxLatency { get; set; } = 1;

    /// <summary>Sees every message as it is sent, also those that will be lost; true drops it.</summary>
    public Func<SimulatedMessage, bool>? Drop { get; set; }

    /// <summary>A router that every datagram passes: may give it another source, target or text.</summary>
    public Func<SimulatedMessage, SimulatedMessage>? Router { get; set; }

    public int Sent { get; private set; }

    public SimulatedNode AddNode(SocketEndpoint address, byte listener = 0)
    {
        var node = new SimulatedNode(this);
        node.Listen(listener, TransportKind.Udp, address);
        node.Listen((byte)(listener + 1), TransportKind.Tcp, address);
        node.Listen((byte)(listener + 2), TransportKind.Tls, address with { Port = (ushort)(address.Port + 1) });
        _nodes.Add(node);
        return node;
    }

    /// <summary>Runs everything that happens up to <paramref name="time"/>, timers included, and leaves the clock there.</summary>
    public void RunTo(long time)
    {
        while (Step(time))
        {
        }

        Clock.MoveTo(Math.Max(Clock.Now, time));
    }

    public void RunFor(long milliseconds) => RunTo(Clock.Now + milliseconds);

    /// <summary>Runs until nothing travels and no timer is armed; false when that takes longer than the limit.</summary>
    public bool RunUntilIdle(long limitMs = 600_000)
    {
        var end = Clock.Now + limitMs;
        while (Step(end))
        {
        }

        return NextTime() == long.MaxValue;
    }

    /// <summary>Does the next thing that happens no later than <paramref name="limit"/>.</summary>
    public bool Step(long limit)
    {
        var time = NextTime();
        if (time > limit)
        {
            return false;
        }

        Clock.MoveTo(Math.Max(Clock.Now, time));
        if (_events.TryPeek(out var happening, out var at) && at.Time <= Clock.Now)
        {
            _events.Dequeue();
            happening();
        }

        foreach (var node in _nodes)
        {
            node.TickIfDue(Clock.Now);
        }

        return true;
    }

    /// <summary>Cuts every stream: both ends are told, what travels on them is lost, later sends on them fail.</summary>
    public void CutStreams()
    {
        foreach (var connection in _connections.Keys.ToArray())
        {
            Cut(connection);
        }
    }

    /// <summary>Cuts one stream, named by either end's number.</summary>
    internal void Cut(int connection)
    {
        foreach (var end in (int[])[connection, FarEnd(connection)])
        {
            if (_connections.Remove(end, out var closed))
            {
                _open.Remove((closed.Node, closed.Flow.Remote, closed.Flow.Transport));
                After(0, () => closed.Node.Closed(closed.Flow));
            }
        }
    }

    /// <summary>For handlers that armed a timer outside a message or a tick.</summary>
    internal void Wake(SimulatedNode node) => After(0, () => node.Tick(Clock.Now));

    internal SendResult Send(SimulatedNode from, in Flow flow, ReadOnlySpan<byte> message, long token)
    {
        var copy = message.ToArray();
        Sent++;
        var source = from.Local(flow);
        if (Drop?.Invoke(new SimulatedMessage(source, flow, copy, Clock.Now)) == true)
        {
            return SendResult.Sent;
        }

        if (Router is not null && flow.Transport == TransportKind.Udp)
        {
            var routed = Router(new SimulatedMessage(source, flow, copy, Clock.Now));
            return SendDatagram(routed.Flow, routed.Source, routed.Bytes);
        }

        return flow.Transport == TransportKind.Udp
            ? SendDatagram(flow, source, copy)
            : SendOnStream(from, flow, source, copy, token);
    }

    private SendResult SendDatagram(in Flow flow, SocketEndpoint source, byte[] copy)
    {
        var to = flow.Remote;
        var copies = _random.NextDouble() < Duplication ? 2 : 1;
        for (var copyNumber = 0; copyNumber < copies; copyNumber++)
        {
            if (_random.NextDouble() >= Loss)
            {
                After(_random.Next(MinLatency, MaxLatency + 1), () => Deliver(TransportKind.Udp, to, source, 0, copy));
            }
        }

        return SendResult.Sent;
    }

    private SendResult SendOnStream(SimulatedNode from, Flow flow, SocketEndpoint source, byte[] copy, long token)
    {
        var connection = flow.Connection;
        if (connection != 0 && !_connections.ContainsKey(connection))
        {
            return SendResult.Failed;
        }

        if (connection == 0 && !_open.TryGetValue((from, flow.Remote, flow.Transport), out connection))
        {
            var peer = _nodes.Find(node => node.Hears(flow.Transport, flow.Remote, out _));
            if (peer is null)
            {
                After(MaxLatency, () => from.Failed(token, flow));
                return SendResult.Queued;
            }

            connection = Open(from, peer, flow, source);
        }

        var far = FarEnd(connection);
        var arrives = Math.Max(_streamClock.GetValueOrDefault(connection), Clock.Now + _random.Next(MinLatency, MaxLatency + 1));
        _streamClock[connection] = arrives;
        After(arrives - Clock.Now, () =>
        {
            if (_connections.TryGetValue(far, out var end))
            {
                end.Node.Received(copy, end.Flow, Clock.Now);
            }
        });
        return SendResult.Sent;
    }

    /// <summary>Each end has a number of its own for the same stream: 1 and 2, 3 and 4, …</summary>
    private static int FarEnd(int connection) => connection % 2 == 0 ? connection - 1 : connection + 1;

    private int Open(SimulatedNode from, SimulatedNode peer, Flow flow, SocketEndpoint source)
    {
        var near = _lastConnection + 1;
        var far = _lastConnection + 2;
        _lastConnection = far;
        peer.Hears(flow.Transport, flow.Remote, out var listener);
        _connections[near] = (from, flow with { Connection = near });
        _connections[far] = (peer, new Flow(flow.Transport, listener, far, source));
        _open[(from, flow.Remote, flow.Transport)] = near;
        return near;
    }

    private void Deliver(TransportKind kind, SocketEndpoint to, SocketEndpoint source, int connection, byte[] message)
    {
        foreach (var node in _nodes)
        {
            if (node.Hears(kind, to, out var listener))
            {
                node.Received(message, new Flow(kind, listener, connection, source), Clock.Now);
                return;
            }
        }
    }

    private void After(long milliseconds, Action happening) =>
        _events.Enqueue(happening, (Clock.Now + milliseconds, _order++));

    private long NextTime()
    {
        var next = _events.TryPeek(out _, out var at) ? at.Time : long.MaxValue;
        foreach (var node in _nodes)
        {
            next = Math.Min(next, node.Deadline);
        }

        return next;
    }
}

/// <summary>One message on its way, as an observer sees it.</summary>
public readonly record struct SimulatedMessage(SocketEndpoint Source, Flow Flow, byte[] Bytes, long Time)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes);
}
