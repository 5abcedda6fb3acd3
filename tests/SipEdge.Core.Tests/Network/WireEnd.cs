using System.Text;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>An end of the wire that sends what the test writes and keeps what it hears: for what is no call, nothing answers by itself.</summary>
internal sealed class WireEnd : ILoopHandler
{
    private readonly SimulatedNode _node;

    public WireEnd(SimulatedNetwork network, byte host)
    {
        _node = network.AddNode(SocketEndpoint.FromIpv4(0x0A000000u | host, 5060));
        _node.Handler = this;
    }

    public List<string> Heard { get; } = [];

    /// <summary>What it was told last that begins so.</summary>
    public string Last(string start) => Heard.Last(message => message.StartsWith(start, StringComparison.Ordinal));

    public void Send(in Flow flow, string text) => _node.Send(flow, Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n")), 0);

    /// <summary>Answers a request that it heard.</summary>
    public void Answer(in Flow flow, string request, string statusLine, string headers = "", string tag = "their-tag")
    {
        var lines = request.Split("\r\n");
        var copied = lines.Where(static line => line.StartsWith("Via:", StringComparison.Ordinal)
            || line.StartsWith("From:", StringComparison.Ordinal) || line.StartsWith("Call-ID:", StringComparison.Ordinal)
            || line.StartsWith("CSeq:", StringComparison.Ordinal));
        var to = lines.First(static line => line.StartsWith("To:", StringComparison.Ordinal));
        to = to.Contains(";tag=", StringComparison.Ordinal) ? to : $"{to};tag={tag}";
        Send(flow, $"SIP/2.0 {statusLine}\r\n{string.Join("\r\n", copied)}\r\n{to}\r\n{headers}Content-Length: 0\r\n\r\n");
    }

    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now) => Heard.Add(Encoding.Latin1.GetString(message));

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now)
    {
    }

    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
    {
    }

    public long OnTick(long now) => long.MaxValue;
}
