using System.Globalization;
using System.Text;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>
/// Subscribes and is told, or tells: an end of MESSAGE, PUBLISH, SUBSCRIBE and NOTIFY with transactions of its own. Every body carries
/// a number, so that what arrives twice is seen.
/// </summary>
internal sealed class EventPeer : ITransactionUser, ILoopHandler
{
    private readonly TransactionLayer _layer;
    private readonly PriorityQueue<Action<long>, long> _plan = new();
    private readonly byte[] _buffer = new byte[4096];
    private readonly Random _random;
    private readonly string _name;
    private readonly Flow _edge;
    private int _sent;

    public EventPeer(SimulatedNetwork network, byte host, Flow edge, int seed)
    {
        _name = $"peer{host}";
        _edge = edge;
        _random = new Random(seed);
        Node = network.AddNode(SocketEndpoint.FromIpv4(0x0A000000u | host, 5060));
        Node.Handler = this;
        _layer = new TransactionLayer(Node, this, TransactionOptions.Default, 0, random: _random.NextBytes);
    }

    public SimulatedNode Node { get; }

    /// <summary>What it says to a MESSAGE, PUBLISH or the first SUBSCRIBE; 0: nothing.</summary>
    public Func<SipMethod, int> Answers { get; set; } = static _ => 200;

    /// <summary>How often it tells a subscriber something before it ends the subscription; less than 0: it never ends it.</summary>
    public int Tells { get; set; } = 2;

    public int Grants { get; set; } = 300;

    /// <summary>Methods that it was asked with.</summary>
    public HashSet<string> Heard { get; } = [];

    /// <summary>How often each numbered body came.</summary>
    public Dictionary<string, int> Bodies { get; } = [];

    /// <summary>Of each of its requests the final answers: one, or 0 for none that came.</summary>
    public Dictionary<long, List<int>> Finals { get; } = [];

    /// <summary>Its dialog as a subscriber.</summary>
    public Dialog? Subscription { get; private set; }

    /// <summary>Its dialogs as a notifier.</summary>
    public List<Dialog> Subscribers { get; } = [];

    public void Ask(SipMethod method, long now, int expires = 300)
    {
        var serial = ++_sent;
        var callId = $"{_name}-{serial}-{_random.Next():x}";
        var headers = $"Max-Forwards: 70\r\nFrom: <sip:100@10.0.0.20>;tag={_name}{serial}\r\nTo: <sip:300@edge.example>\r\n"
            + $"Call-ID: {callId}\r\nCSeq: 1 {Name(method)}\r\n"
            + (method is SipMethod.Message ? "" : Event(expires));
        Send(method, "sip:300@edge.example"u8, Encoding.ASCII.GetBytes(headers), method != SipMethod.Subscribe, now);
        Node.Tick();
    }

    /// <summary>In the dialog; with 0 the end of it.</summary>
    public void Refresh(long now, int expires = 300)
    {
        if (Subscription is { } dialog)
        {
            InDialog(dialog, SipMethod.Subscribe, Event(expires), false, now);
            Node.Tick();
        }
    }

    /// <summary>To everybody who ever subscribed, also when that is over.</summary>
    public void Tell(string state, long now)
    {
        foreach (var dialog in Subscribers)
        {
            Notify(dialog, state, now);
        }
        Node.Tick();
    }

    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now) => _layer.OnMessage(message, flow, now);

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) => _layer.OnSendFailed(token, failure, now);

    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
    {
    }

    public long OnTick(long now)
    {
        while (_plan.TryPeek(out var act, out var due) && due <= now)
        {
            _plan.Dequeue();
            act(now);
        }
        var next = _layer.OnTick(now);
        return _plan.TryPeek(out _, out var planned) ? Math.Min(next, planned) : next;
    }

    public bool MayAnswerMalformed(in Flow flow) => true;

    public void OnMalformed(in SipMessageView message, int status, in Flow flow, long now) =>
        throw new InvalidOperationException("The edge wrote something that is no SIP");

    public void OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        Heard.Add(Encoding.ASCII.GetString(request.MethodName));
        if (!request.Body.IsEmpty)
        {
            var body = Encoding.ASCII.GetString(request.Body);
            Bodies[body] = Bodies.GetValueOrDefault(body) + 1;
        }
        switch (request.Method)
        {
            case SipMethod.Subscribe when request.ToTag.IsEmpty && Answers(SipMethod.Subscribe) is 200:
                Accept(server, request, now);
                break;
            case SipMethod.Subscribe when !request.ToTag.IsEmpty:
                Respond(server, 200, default, $"Expires: {Asked(request)}\r\n", now);
                if (Asked(request) == 0)
                {
                    EndOf(request.CallId, now);
                }
                break;
            case SipMethod.Notify:
                Respond(server, 200, default, "", now);
                break;
            default:
                if (Answers(request.Method) is > 0 and var status)
                {
                    Respond(server, status, "plain"u8, "SIP-ETag: t1\r\n", now);
                }
                break;
        }
    }

    public void OnAck(in SipMessageView ack, in Flow flow, long now)
    {
    }

    public void OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now)
    {
    }

    public void OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now)
    {
        if (response.StatusCode < 200)
        {
            return;
        }
        Final(owner, response.StatusCode);
        Heard.Add(response.StatusCode.ToString(CultureInfo.InvariantCulture));
        if (response is { Method: SipMethod.Subscribe, StatusCode: 200 } && Subscription is null)
        {
            var dialog = new Dialog(_layer.Buffers);
            Subscription = dialog.InitAsClient(response, "sip:edge.example"u8, overTls: false) ? dialog : null;
        }
        else if (response is { Method: SipMethod.Subscribe, StatusCode: 481 })
        {
            Subscription = null;
        }
    }

    public void OnTimeout(TransactionId client, long owner, long now) => Final(owner, 408);

    public void OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now) => Final(owner, 503);

    public void OnNoAck(TransactionId inviteServer, long owner, long now)
    {
    }

    private void Accept(TransactionId server, in SipMessageView request, long now)
    {
        var dialog = new Dialog(_layer.Buffers);
        var tag = Encoding.ASCII.GetBytes($"{_name}-{Subscribers.Count}");
        Assert.True(dialog.InitAsServer(request, tag, overTls: false));
        Subscribers.Add(dialog);
        if (_random.Next(2) == 0)
        {
            Notify(dialog, "active;expires=300", now); // quicker than its 200 (RFC 6665 §4.4.1)
        }
        Respond(server, 200, tag, $"Expires: {Math.Min(Grants, Asked(request))}\r\n", now);
        for (var told = 1; told <= Tells; told++)
        {
            var state = told == Tells ? "terminated;reason=noresource" : "active;expires=200";
            _plan.Enqueue(at => Notify(dialog, state, at), now + (told * _random.Next(1, 30_000)));
        }
    }

    private void EndOf(ReadOnlySpan<byte> callId, long now)
    {
        foreach (var dialog in Subscribers)
        {
            if (dialog.CallId.SequenceEqual(callId))
            {
                Notify(dialog, "terminated;reason=timeout", now);
            }
        }
    }

    private void Notify(Dialog dialog, string state, long now) => InDialog(
        dialog, SipMethod.Notify, $"Event: message-summary\r\nSubscription-State: {state}\r\n", true, now);

    private void InDialog(Dialog dialog, SipMethod method, string headers, bool withBody, long now)
    {
        var writer = new SipWriter(_buffer);
        dialog.WriteRequestHeaders(ref writer, method, dialog.NextCSeq(), 70);
        writer.Lines(Encoding.ASCII.GetBytes(headers + Contact));
        Send(method, dialog.RequestUri, writer.Written, withBody, now);
    }

    private void Send(SipMethod method, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> headers, bool withBody, long now)
    {
        var owner = Finals.Count + 1L;
        Finals[owner] = [];
        _layer.Send(
            new RequestContent
            {
                Method = method,
                RequestUri = uri,
                Headers = headers,
                ContentType = withBody ? "text/plain"u8 : default,
                Body = withBody ? Encoding.ASCII.GetBytes($"{_name} says {owner}") : default,
            },
            _edge,
            owner,
            now);
    }

    private void Respond(TransactionId server, int status, ReadOnlySpan<byte> tag, string headers, long now) => _layer.Respond(
        server,
        new ResponseContent { Status = status, ToTag = tag, Headers = Encoding.ASCII.GetBytes(Contact + headers) },
        now);

    private void Final(long owner, int status) => Finals[owner].Add(status);

    private static int Asked(in SipMessageView request) =>
        int.Parse(request.First(HeaderId.Expires), CultureInfo.InvariantCulture);

    private string Contact => $"Contact: <sip:{_name}@{Encoding.ASCII.GetString(Node.SentBy(_edge))}>\r\n";

    private string Event(int expires) => $"Event: message-summary\r\nExpires: {expires}\r\n{Contact}";

    private static string Name(SipMethod method) => method.ToString().ToUpperInvariant();
}
