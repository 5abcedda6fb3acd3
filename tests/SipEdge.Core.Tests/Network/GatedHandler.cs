using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>Asks the gate before the edge hears of a message, as the transports do.</summary>
internal sealed class GatedHandler(IIngressGate gate, ILoopHandler edge) : ILoopHandler
{
    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now)
    {
        if (gate.Check(flow, message.Length, now) == GateVerdict.Pass)
        {
            edge.OnMessage(message, flow, now);
        }
    }

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) => edge.OnSendFailed(token, flow, failure, now);

    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now) => edge.OnFlowClosed(flow, failure, now);

    public long OnTick(long now) => edge.OnTick(now);
}
