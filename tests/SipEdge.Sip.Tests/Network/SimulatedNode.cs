using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Network;

/// <summary>One host on the simulated network: the transport of one loop, and whoever handles what arrives there.</summary>
public sealed class SimulatedNode(SimulatedNetwork network) : ITransport
{
    private readonly Dictionary<byte, Listener> _listeners = [];

    /// <summary>Set before the network runs.</summary>
    public ILoopHandler? Handler { get; set; }

    internal long Deadline { get; private set; } = long.MaxValue;

    public void Listen(byte number, TransportKind kind, SocketEndpoint address) =>
        _listeners[number] = new Listener(kind, address, Encoding.ASCII.GetBytes(address.ToString()));

    public SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token) => network.Send(this, flow, message, token);

    public ReadOnlySpan<byte> SentBy(in Flow flow) => _listeners[flow.Listener].SentBy;

    public SocketEndpoint Local(in Flow flow) => _listeners[flow.Listener].Address;

    /// <summary>What every TLS peer of this node asks for.</summary>
    public string? PeersIndicate { get; set; }

    public string? IndicatedName(in Flow flow) => flow.Transport == TransportKind.Tls ? PeersIndicate : null;

    /// <summary>What the certificates of all its TLS peers come to.</summary>
    public TlsSession? PeersShow { get; set; }

    public TlsSession? Tls(in Flow flow) => flow.Transport == TransportKind.Tls ? PeersShow : null;

    public void Close(in Flow flow) => network.Cut(flow.Connection);

    /// <summary>What the loop is to believe that it has worked.</summary>
    public long BusyMicroseconds { get; set; }

    /// <summary>To be called after the handler was used from outside the network: timers it armed are then seen.</summary>
    public void Tick() => network.Wake(this);

    internal bool Hears(TransportKind kind, SocketEndpoint address, out byte number)
    {
        foreach (var (key, listener) in _listeners)
        {
            if (listener.Kind == kind && listener.Address == address)
            {
                number = key;
                return true;
            }
        }

        number = 0;
        return false;
    }

    internal void Received(byte[] message, in Flow flow, long now)
    {
        Handler?.OnMessage(message, flow, now);
        Tick(now);
    }

    internal void Failed(long token, in Flow flow)
    {
        if (token != 0)
        {
            Handler?.OnSendFailed(token, flow, default, network.Clock.Now);
            Tick(network.Clock.Now);
        }
    }

    internal void Closed(in Flow flow)
    {
        Handler?.OnFlowClosed(flow, default, network.Clock.Now);
        Tick(network.Clock.Now);
    }

    internal void TickIfDue(long now)
    {
        if (Deadline <= now)
        {
            Tick(now);
        }
    }

    internal void Tick(long now) => Deadline = Handler?.OnTick(now) ?? long.MaxValue;

    private sealed record Listener(TransportKind Kind, SocketEndpoint Address, byte[] SentBy);
}
