using System.Text;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>Somebody on the simulated network who sends whatever bytes he likes and remembers what comes back.</summary>
internal sealed class Stranger : ILoopHandler
{
    private readonly SimulatedNode _node;

    public Stranger(SimulatedNetwork network, SocketEndpoint address)
    {
        _node = network.AddNode(address);
        _node.Handler = this;
    }

    public List<string> Messages { get; } = [];

    public void Send(TransportKind transport, SocketEndpoint edge, string message)
    {
        var port = transport == TransportKind.Tls ? (ushort)(edge.Port + 1) : edge.Port;
        _node.Send(new Flow(transport, (byte)transport, 0, edge with { Port = port }), Encoding.Latin1.GetBytes(message), 0);
    }

    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now) => Messages.Add(Encoding.Latin1.GetString(message));

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now)
    {
    }

    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
    {
    }

    public long OnTick(long now) => long.MaxValue;
}
