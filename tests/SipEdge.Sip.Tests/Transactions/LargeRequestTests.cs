using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>A request too long for a datagram takes a connection, and leaves as a datagram where there is none (RFC 3261 §18.1.1).</summary>
public class LargeRequestTests
{
    private static readonly SocketEndpoint Peer = SocketEndpoint.FromIpv4(0x0A000002, 5060);
    private static readonly Flow Datagrams = new(TransportKind.Udp, 3, 0, Peer);
    private readonly Wire _wire = new();

    [Theory]
    [InlineData(1_000, TransportKind.Udp)]
    [InlineData(1_600, TransportKind.Tcp)]
    public void Length_decides_and_Via_says_how_it_went(int length, TransportKind expected)
    {
        Assert.False(_wire.Ask(length).IsNone);
        var (flow, text, _) = Assert.Single(_wire.Sent);
        Assert.Equal(expected, flow.Transport);
        Assert.Equal(Peer, flow.Remote);
        Assert.Contains(
            expected == TransportKind.Tcp ? "Via: SIP/2.0/TCP 10.0.0.1:5074;branch=" : "Via: SIP/2.0/UDP 10.0.0.1:5073;branch=",
            text, StringComparison.Ordinal);
        Assert.Equal(expected == TransportKind.Udp, text.Contains(";rport", StringComparison.Ordinal));
    }

    [Fact]
    public void The_limit_itself_is_not_exceeded()
    {
        _wire.Ask(1_000);
        var length = _wire.Sent[0].Text.Length;
        _wire.Ask(1_000, new LargeRequestRule(length, 4));
        _wire.Ask(1_000, new LargeRequestRule(length - 1, 4));
        Assert.Equal(
            [TransportKind.Udp, TransportKind.Udp, TransportKind.Tcp], _wire.Sent.Select(static sent => sent.Flow.Transport));
    }

    [Fact]
    public void Without_a_rule_it_stays_a_datagram()
    {
        _wire.Ask(1_600, default(LargeRequestRule));
        Assert.Equal(Datagrams, Assert.Single(_wire.Sent).Flow);
    }

    [Theory]
    [InlineData(SipMethod.Invite)]
    [InlineData(SipMethod.Options)]
    public void A_refused_connection_leaves_the_same_request_to_a_datagram_and_the_next_does_not_try_it(SipMethod method)
    {
        var client = _wire.Ask(1_600, method: method);
        _wire.Layer.OnSendFailed(client.Token, new FlowFailure(FlowFault.Refused), _wire.Now);
        Assert.Equal(2, _wire.Sent.Count);
        var (first, second) = (_wire.Sent[0], _wire.Sent[1]);
        Assert.Equal(Datagrams, second.Flow);
        Assert.Equal(
            first.Text.Replace("SIP/2.0/TCP 10.0.0.1:5074", "SIP/2.0/UDP 10.0.0.1:5073", StringComparison.Ordinal),
            second.Text.Replace(";rport", "", StringComparison.Ordinal));
        Assert.Equal(0, _wire.Failed);

        _wire.Run(500);
        Assert.Equal(Datagrams, _wire.Sent[2].Flow);
        Assert.Equal(second.Text, _wire.Sent[2].Text);
        _wire.Ask(1_600);
        Assert.Equal(Datagrams, _wire.Sent[^1].Flow);
        _wire.Run(301_000);
        _wire.Ask(1_600);
        Assert.Equal(TransportKind.Tcp, _wire.Sent[^1].Flow.Transport);
        Assert.Equal((2, 1), (_wire.Layer.Counters.LargeOverStream, _wire.Layer.Counters.LargeFellBack));
    }

    [Fact]
    public void A_send_that_fails_at_once_falls_back_at_once()
    {
        _wire.Refuses = TransportKind.Tcp;
        Assert.False(_wire.Ask(1_600).IsNone);
        Assert.Equal([TransportKind.Tcp, TransportKind.Udp], _wire.Sent.Select(static sent => sent.Flow.Transport));
        Assert.Equal(0, _wire.Failed);
    }

    [Fact]
    public void A_peer_that_was_heard_over_the_connection_is_not_asked_again_by_datagram()
    {
        var client = _wire.Ask(1_600);
        _wire.Answer(100);
        _wire.Layer.OnSendFailed(client.Token, default, _wire.Now);
        Assert.Single(_wire.Sent);
        Assert.Equal(1, _wire.Failed);
    }

    [Fact]
    public void What_a_challenge_makes_too_long_takes_the_connection_then()
    {
        _wire.OnResponse = () => _wire.Layer.SendAgain(2, Encoding.ASCII.GetBytes($"Authorization: {new string('x', 500)}\r\n"), 1, _wire.Now);
        _wire.Ask(1_000);
        _wire.Answer(401);
        Assert.Equal(TransportKind.Tcp, _wire.Sent[^1].Flow.Transport);
        Assert.Contains("CSeq: 2 INVITE", _wire.Sent[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_the_way_over_nor_the_way_back_allocates()
    {
        _wire.Silent = true;
        Allocations.AssertNone(() =>
        {
            var client = _wire.Ask(1_600);
            Assert.True(!client.IsNone);
            _wire.Layer.OnSendFailed(client.Token, default, _wire.Now);
            _wire.Run(400_000);
            Assert.True(_wire.Layer.Count == 0);
        });
        Assert.True(_wire.Layer.Counters.LargeFellBack > 100);
        Assert.Equal(0, _wire.Layer.Buffers.RentedCount);
    }

    private sealed class Wire : ITransport, ITransactionUser
    {
        private readonly byte[] _headers = new byte[4096];

        public Wire() => Layer = new TransactionLayer(this, this, TransactionOptions.Default, 0);

        public TransactionLayer Layer { get; }

        public long Now { get; private set; } = 1;

        public List<(Flow Flow, string Text, long Token)> Sent { get; } = [];

        public TransportKind? Refuses { get; set; }

        public bool Silent { get; set; }

        public int Failed { get; private set; }

        public Action? OnResponse { get; set; }

        public TransactionId Ask(int length, LargeRequestRule? rule = null, SipMethod method = SipMethod.Invite)
        {
            var writer = new SipWriter(_headers);
            writer.Header(HeaderId.From, "<sip:alice@10.0.0.1>;tag=a1"u8);
            writer.Header(HeaderId.To, "<sip:bob@10.0.0.2>"u8);
            writer.Header(HeaderId.CallId, "c1"u8);
            writer.Header(HeaderId.CSeq, method == SipMethod.Invite ? "1 INVITE"u8 : "1 OPTIONS"u8);
            writer.Begin("X-Pad"u8);
            for (var pad = writer.Length; pad < length; pad++)
            {
                writer.Append((byte)'x');
            }

            writer.End();
            var content = new RequestContent
            {
                Method = method,
                RequestUri = "sip:bob@10.0.0.2"u8,
                Headers = writer.Written,
                Large = rule ?? new LargeRequestRule(1_300, 4),
            };
            return Layer.Send(content, Datagrams, 1, Now);
        }

        public void Answer(int status)
        {
            var via = Sent[^1].Text.Split("\r\n").First(static line => line.StartsWith("Via", StringComparison.Ordinal));
            var text = $"SIP/2.0 {status} X\r\n{via}\r\nFrom: <sip:alice@10.0.0.1>;tag=a1\r\nTo: <sip:bob@10.0.0.2>;tag=b\r\n"
                + "Call-ID: c1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
            Layer.OnMessage(Encoding.ASCII.GetBytes(text), Sent[^1].Flow, Now);
        }

        public void Run(long milliseconds)
        {
            var end = Now + milliseconds;
            while (true)
            {
                var next = Layer.OnTick(Now);
                if (next > end)
                {
                    Now = end;
                    return;
                }

                Now = Math.Max(Now, next);
            }
        }

        public SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token)
        {
            if (!Silent)
            {
                Sent.Add((flow, Encoding.ASCII.GetString(message), token));
            }

            return flow.Transport == Refuses ? SendResult.Failed : SendResult.Sent;
        }

        public ReadOnlySpan<byte> SentBy(in Flow flow) => flow.Listener == 3 ? "10.0.0.1:5073"u8 : "10.0.0.1:5074"u8;

        public SocketEndpoint Local(in Flow flow) => default;

        public string? IndicatedName(in Flow flow) => null;

        public void Close(in Flow flow)
        {
        }

        void ITransactionUser.OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
        {
        }

        void ITransactionUser.OnAck(in SipMessageView ack, in Flow flow, long now)
        {
        }

        void ITransactionUser.OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now)
        {
        }

        void ITransactionUser.OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now) =>
            OnResponse?.Invoke();

        void ITransactionUser.OnTimeout(TransactionId client, long owner, long now)
        {
        }

        void ITransactionUser.OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now) => Failed++;

        void ITransactionUser.OnNoAck(TransactionId inviteServer, long owner, long now)
        {
        }

        bool ITransactionUser.MayAnswerMalformed(in Flow flow) => false;

        void ITransactionUser.OnMalformed(in SipMessageView message, int status, in Flow flow, long now)
        {
        }
    }
}
