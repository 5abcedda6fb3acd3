using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>
/// Two layers joined by two buffers: whole calls from INVITE to the last timer, without a byte allocated by the link itself.
/// </summary>
internal sealed class DirectLink
{
    private readonly Side _caller;
    private readonly Side _called;
    private readonly byte[] _headers = new byte[1024];
    private long _now = 1;
    private uint _call;

    public DirectLink()
    {
        _caller = new Side(this, 1, answers: false);
        _called = new Side(this, 2, answers: true);
        _caller.Peer = _called;
        _called.Peer = _caller;
    }

    public int Finals { get; private set; }

    public bool IsEmpty => _caller.Layer.Count == 0 && _called.Layer.Count == 0
        && _caller.Layer.Buffers.RentedCount == 0 && _called.Layer.Buffers.RentedCount == 0;

    /// <summary>INVITE, 100, 180, 200, ACK, BYE, 200, and the half minute after which all is forgotten.</summary>
    public void Call()
    {
        _call++;
        Ask(SipMethod.Invite, 1, "");
        Pump();
        Ask(SipMethod.Bye, 2, ";tag=b1");
        Pump();
        _now += 40_000;
        _caller.Layer.OnTick(_now);
        _called.Layer.OnTick(_now);
        Pump();
    }

    private void Ask(SipMethod method, uint cseq, string toTag)
    {
        var content = new RequestContent { Method = method, RequestUri = "sip:bob@10.0.0.2"u8, Headers = Headers(method, cseq, toTag) };
        _caller.Layer.Send(content, Side.Flow, _call, _now);
    }

    private ReadOnlySpan<byte> Headers(SipMethod method, uint cseq, string toTag)
    {
        var writer = new SipWriter(_headers);
        writer.Header(HeaderId.MaxForwards, 70);
        writer.Header(HeaderId.From, "<sip:alice@10.0.0.1>;tag=a1"u8);
        writer.Begin(HeaderId.To);
        writer.Append("<sip:bob@10.0.0.2>"u8);
        writer.Append(toTag.Length == 0 ? default : ";tag=b1"u8);
        writer.End();
        writer.Header(HeaderId.CallId, _call);
        writer.Begin(HeaderId.CSeq);
        writer.Append(cseq);
        writer.Append((byte)' ');
        writer.Append(SipMethods.Name(method));
        writer.End();
        return writer.Written;
    }

    private void Pump()
    {
        while (_caller.DeliverOne() | _called.DeliverOne())
        {
        }
    }

    private sealed class Side : ITransport, ITransactionUser
    {
        public static readonly Flow Flow = new(TransportKind.Udp, 0, 0, SocketEndpoint.FromIpv4(0x0A000001, 5060));

        private readonly DirectLink _link;
        private readonly bool _answers;
        private readonly byte[][] _queue = new byte[16][];
        private readonly int[] _lengths = new int[16];
        private int _first;
        private int _count;
        private TransactionId _invite;

        public Side(DirectLink link, int loop, bool answers)
        {
            _link = link;
            _answers = answers;
            Layer = new TransactionLayer(this, this, TransactionOptions.Default, loop);
            for (var index = 0; index < _queue.Length; index++)
            {
                _queue[index] = new byte[4096];
            }
        }

        public TransactionLayer Layer { get; }

        public Side? Peer { get; set; }

        public bool DeliverOne()
        {
            if (_count == 0)
            {
                return false;
            }

            var at = _first;
            _first = (_first + 1) % _queue.Length;
            _count--;
            Layer.OnMessage(_queue[at].AsSpan(0, _lengths[at]), Flow, _link._now);
            return true;
        }

        public SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token)
        {
            var peer = Peer!;
            var at = (peer._first + peer._count++) % peer._queue.Length;
            message.CopyTo(peer._queue[at]);
            peer._lengths[at] = message.Length;
            return SendResult.Sent;
        }

        public ReadOnlySpan<byte> SentBy(in Flow flow) => "10.0.0.1:5060"u8;

        public SocketEndpoint Local(in Flow flow) => Flow.Remote;

        public string? IndicatedName(in Flow flow) => null;

        public void Close(in Flow flow)
        {
        }

        public void OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
        {
            if (request.Method == SipMethod.Invite)
            {
                _invite = server;
                Layer.Respond(server, new ResponseContent { Status = 100 }, now);
                Layer.Respond(server, new ResponseContent { Status = 180, ToTag = "b1"u8 }, now);
            }

            Layer.Respond(server, new ResponseContent { Status = 200, ToTag = "b1"u8 }, now);
        }

        public void OnAck(in SipMessageView ack, in Flow flow, long now) => Layer.Acknowledge(_invite);

        public void OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now)
        {
        }

        public void OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now)
        {
            _link.Finals += response.StatusCode >= 200 ? 1 : 0;
            if (response.Method == SipMethod.Invite && response.StatusCode >= 200)
            {
                var ack = new RequestContent
                {
                    Method = SipMethod.Ack,
                    RequestUri = "sip:bob@10.0.0.2"u8,
                    Headers = _link.Headers(SipMethod.Ack, 1, ";tag=b1"),
                };
                Layer.Ack(client, ack, flow, now);
            }
        }

        public void OnTimeout(TransactionId client, long owner, long now) => throw new InvalidOperationException("timeout");

        public void OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now) => throw new InvalidOperationException("failed");

        public void OnNoAck(TransactionId inviteServer, long owner, long now) => throw new InvalidOperationException("no ack");

        public bool MayAnswerMalformed(in Flow flow) => _answers;

        public void OnMalformed(in SipMessageView message, int status, in Flow flow, long now)
        {
        }
    }
}
