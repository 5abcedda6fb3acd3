using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Network;

/// <summary>
/// One end of a <see cref="Pair"/>: a transaction layer and a user that notes every event as one line of text. What it does
/// about an event is up to the test, through the hooks.
/// </summary>
public sealed class PairSide : ILoopHandler, ITransactionUser
{
    private readonly SimulatedNode _node;
    private readonly SimulatedNetwork _network;

    public PairSide(SimulatedNetwork network, SocketEndpoint address, TransactionOptions options, int loop)
    {
        _network = network;
        Address = address;
        _node = network.AddNode(address);
        Layer = new TransactionLayer(_node, this, options, loop);
        _node.Handler = this;
    }

    public delegate void RequestHook(TransactionId server, in SipMessageView request, in Flow flow);

    public delegate void ResponseHook(TransactionId client, in SipMessageView response);

    public delegate void AckHook(in SipMessageView ack);

    public SocketEndpoint Address { get; }

    public TransactionLayer Layer { get; }

    /// <summary>"request INVITE", "response 200", "timeout", … in order.</summary>
    public List<string> Events { get; } = [];

    public RequestHook? OnRequestHook { get; set; }

    public ResponseHook? OnResponseHook { get; set; }

    public AckHook? OnAckHook { get; set; }

    public Action<TransactionId>? OnCancelHook { get; set; }

    /// <summary>Each new server transaction with its Call-ID, before <see cref="OnRequestHook"/>.</summary>
    public Action<TransactionId, string>? OnServerHook { get; set; }

    /// <summary>A client transaction that ended without a final response: its owner and how.</summary>
    public Action<long, string>? OnEndHook { get; set; }

    /// <summary>Requests this side sent that have had no end yet.</summary>
    public HashSet<TransactionId> Open { get; } = [];

    public bool AnswersStrangers { get; set; } = true;

    /// <summary>How often the layer told of a message that is no SIP.</summary>
    public int Malformed { get; private set; }

    public long Now => _network.Clock.Now;

    public Flow To(PairSide other, TransportKind kind = TransportKind.Udp) => kind switch
    {
        TransportKind.Udp => new Flow(kind, 0, 0, other.Address),
        TransportKind.Tcp => new Flow(kind, 1, 0, other.Address),
        _ => new Flow(kind, 2, 0, other.Address with { Port = (ushort)(other.Address.Port + 1) }, "bob.example"),
    };

    /// <summary>Sends a request with the least a request needs, and lets the network see the timers it armed.</summary>
    public TransactionId Ask(PairSide other, SipMethod method, int call = 1, uint cseq = 1, string toTag = "",
        TransportKind kind = TransportKind.Udp, string fromTag = "a1")
    {
        Span<byte> buffer = stackalloc byte[1024];
        var writer = new SipWriter(buffer);
        Headers(ref writer, method, call, cseq, toTag, fromTag);
        var content = new RequestContent { Method = method, RequestUri = "sip:bob@10.0.0.2"u8, Headers = writer.Written };
        var id = Layer.Send(content, To(other, kind), owner: call, Now);
        if (!id.IsNone)
        {
            Open.Add(id);
        }

        _node.Tick();
        return id;
    }

    public void Acknowledge(PairSide other, TransactionId invite, string toTag, int call = 1, uint cseq = 1,
        TransportKind kind = TransportKind.Udp)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var writer = new SipWriter(buffer);
        Headers(ref writer, SipMethod.Ack, call, cseq, toTag, "a1");
        var content = new RequestContent { Method = SipMethod.Ack, RequestUri = "sip:bob@10.0.0.2"u8, Headers = writer.Written };
        Layer.Ack(invite, content, To(other, kind), Now);
        _node.Tick();
    }

    public void Answer(TransactionId server, int status, string toTag = "b1")
    {
        Layer.Respond(server, new ResponseContent { Status = status, ToTag = Encoding.ASCII.GetBytes(toTag) }, Now);
        _node.Tick();
    }

    public bool GiveUp(TransactionId invite, string extra = "")
    {
        var cancelled = Layer.Cancel(invite, Encoding.ASCII.GetBytes(extra), Now);
        _node.Tick();
        return cancelled;
    }

    /// <summary>After the layer was used directly: lets the network see the timers that armed.</summary>
    public void Tick() => _node.Tick();

    public int Count(string happening) => Events.Count(line => line == happening);

    void ILoopHandler.OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now) => Layer.OnMessage(message, flow, now);

    void ILoopHandler.OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) => Layer.OnSendFailed(token, failure, now);

    void ILoopHandler.OnFlowClosed(in Flow flow, FlowFailure failure, long now) => Events.Add("flow closed");

    long ILoopHandler.OnTick(long now) => Layer.OnTick(now);

    void ITransactionUser.OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        Events.Add($"request {Encoding.ASCII.GetString(request.MethodName)}");
        OnServerHook?.Invoke(server, Encoding.ASCII.GetString(request.CallId));
        OnRequestHook?.Invoke(server, request, flow);
    }

    void ITransactionUser.OnAck(in SipMessageView ack, in Flow flow, long now)
    {
        Events.Add("ack");
        OnAckHook?.Invoke(ack);
    }

    void ITransactionUser.OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now)
    {
        Events.Add("cancel");
        OnCancelHook?.Invoke(inviteServer);
    }

    void ITransactionUser.OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now)
    {
        Events.Add($"response {response.StatusCode}");
        if (response.StatusCode >= 200)
        {
            Open.Remove(client);
        }

        OnResponseHook?.Invoke(client, response);
    }

    void ITransactionUser.OnTimeout(TransactionId client, long owner, long now) => Ended(client, owner, "timeout");

    void ITransactionUser.OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now) =>
        Ended(client, owner, "transport failed");

    void ITransactionUser.OnNoAck(TransactionId inviteServer, long owner, long now) => Events.Add("no ack");

    bool ITransactionUser.MayAnswerMalformed(in Flow flow) => AnswersStrangers;

    void ITransactionUser.OnMalformed(in SipMessageView message, int status, in Flow flow, long now) => Malformed++;

    private void Ended(TransactionId client, long owner, string how)
    {
        Open.Remove(client);
        Events.Add(how);
        OnEndHook?.Invoke(owner, how);
    }

    private static void Headers(ref SipWriter writer, SipMethod method, int call, uint cseq, string toTag, string fromTag)
    {
        writer.Header(HeaderId.MaxForwards, 70);
        writer.Header(HeaderId.From, Encoding.ASCII.GetBytes($"<sip:alice@10.0.0.1>;tag={fromTag}"));
        writer.Header(HeaderId.To, Encoding.ASCII.GetBytes("<sip:bob@10.0.0.2>" + (toTag.Length > 0 ? $";tag={toTag}" : "")));
        writer.Header(HeaderId.CallId, Encoding.ASCII.GetBytes($"call-{call}@10.0.0.1"));
        writer.Header(HeaderId.CSeq, Encoding.ASCII.GetBytes($"{cseq} {Encoding.ASCII.GetString(SipMethods.Name(method))}"));
    }
}
