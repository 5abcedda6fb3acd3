using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>What RFC 3261 and RFC 6026 say about two sides, one scenario each.</summary>
public class ScenarioTests
{
    private readonly Pair _pair = new();
    private readonly List<SimulatedMessage> _wire = [];
    private TransactionId _server;

    public ScenarioTests()
    {
        _pair.Network.Drop = message =>
        {
            _wire.Add(message);
            return false;
        };
        _pair.Bob.OnRequestHook = (TransactionId server, in SipMessageView _, in Flow _) => _server = server;
    }

    [Fact]
    public void An_INVITE_without_a_word_from_the_user_is_answered_100_after_200_ms()
    {
        _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(199);
        Assert.Empty(_pair.Alice.Events);
        _pair.Network.RunFor(10);
        Assert.Equal(["response 100"], _pair.Alice.Events);
        Assert.Single(Sent("INVITE"));
        Assert.DoesNotContain(";tag=", _wire[^1].Text[_wire[^1].Text.IndexOf("To:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void An_INVITE_nobody_answers_is_sent_seven_times_and_given_up_after_32_s()
    {
        _pair.Network.Loss = 1;
        _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        var start = _pair.Now;
        Assert.True(_pair.Network.RunUntilIdle());
        Assert.Equal([0L, 500, 1500, 3500, 7500, 15_500, 31_500], Sent("INVITE").Select(message => message.Time - start));
        Assert.Equal(["timeout"], _pair.Alice.Events);
        Assert.Equal(32_000, _pair.Now - start);
        PairTests.AssertEmpty(_pair);
    }

    [Fact]
    public void Another_request_nobody_answers_is_sent_eleven_times()
    {
        _pair.Network.Loss = 1;
        _pair.Alice.Ask(_pair.Bob, SipMethod.Options);
        Assert.True(_pair.Network.RunUntilIdle());
        Assert.Equal(11, Sent("OPTIONS").Count);
        Assert.Equal(["timeout"], _pair.Alice.Events);
    }

    [Fact]
    public void The_ACK_for_a_refusal_is_made_from_the_INVITE_and_the_To_of_the_refusal()
    {
        _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(10);
        _pair.Bob.Answer(_server, 486);
        _pair.Network.RunFor(10);
        var invite = Assert.Single(Sent("INVITE")).Text;
        var ack = Assert.Single(Sent("ACK")).Text;
        Assert.Equal(Line(invite, "Via"), Line(ack, "Via"));
        Assert.Equal(Line(invite, "From"), Line(ack, "From"));
        Assert.Equal("To: <sip:bob@10.0.0.2>;tag=b1", Line(ack, "To"));
        Assert.Equal("CSeq: 1 ACK", Line(ack, "CSeq"));
        Assert.Equal(0, _pair.Bob.Count("ack"));

        // The ACK is lost; the refusal comes again and is acknowledged again, without the user.
        _pair.Bob.Layer.OnMessage(Encoding.UTF8.GetBytes(invite), _pair.Bob.To(_pair.Alice), _pair.Now);
        Assert.True(_pair.Network.RunUntilIdle());
        Assert.Equal(["response 486"], _pair.Alice.Events);
        PairTests.AssertEmpty(_pair);
    }

    [Fact]
    public void A_repeated_2xx_gets_the_same_ACK_again_without_the_user()
    {
        var invite = _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(10);
        _pair.Bob.Answer(_server, 200);
        _pair.Network.RunFor(10);
        _pair.Alice.Acknowledge(_pair.Bob, invite, "b1");
        _pair.Network.RunFor(2000);
        Assert.Equal(["response 200"], _pair.Alice.Events);
        Assert.Equal(3, _pair.Bob.Count("ack"));
        Assert.Single(Sent("ACK").Select(message => message.Text).Distinct());
        _pair.Bob.Layer.Acknowledge(_server);
        var before = _wire.Count;
        _pair.Network.RunFor(20_000);
        Assert.Equal(before, _wire.Count);
        Assert.True(_pair.Network.RunUntilIdle());
        Assert.Equal(0, _pair.Bob.Count("no ack"));
        PairTests.AssertEmpty(_pair);
    }

    [Fact]
    public void A_2xx_without_ACK_is_repeated_for_32_s_and_then_told_also_over_a_stream()
    {
        foreach (var kind in (TransportKind[])[TransportKind.Udp, TransportKind.Tcp])
        {
            _wire.Clear();
            _pair.Bob.Events.Clear();
            _pair.Alice.Ask(_pair.Bob, SipMethod.Invite, call: (int)kind + 10, kind: kind);
            _pair.Network.RunFor(10);
            _pair.Bob.Answer(_server, 200);
            Assert.True(_pair.Network.RunUntilIdle());
            Assert.Equal(11, Sent("SIP/2.0 200").Count);
            Assert.Equal(["request INVITE", "no ack"], _pair.Bob.Events);
        }

        PairTests.AssertEmpty(_pair);
    }

    [Fact]
    public void A_2xx_of_another_fork_goes_up_and_each_fork_keeps_its_own_ACK()
    {
        var invite = _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(10);
        _pair.Bob.Answer(_server, 200);
        _pair.Network.RunFor(10);
        _pair.Alice.Acknowledge(_pair.Bob, invite, "b1");
        var first = Sent("SIP/2.0 200")[0];
        var fork = Encoding.UTF8.GetBytes(first.Text.Replace("tag=b1", "tag=b2", StringComparison.Ordinal));
        var flow = _pair.Alice.To(_pair.Bob);
        _pair.Alice.Layer.OnMessage(fork, flow, _pair.Now);
        Assert.Equal(["response 200", "response 200"], _pair.Alice.Events);
        _pair.Alice.Acknowledge(_pair.Bob, invite, "b2");
        _wire.Clear();
        _pair.Alice.Layer.OnMessage(fork, flow, _pair.Now);
        _pair.Alice.Layer.OnMessage(first.Bytes, flow, _pair.Now);
        Assert.Equal(["tag=b2", "tag=b1"], Sent("ACK").Select(ack => Line(ack.Text, "To").Split(';')[1]));
        Assert.Equal(2, _pair.Alice.Events.Count);
    }

    [Fact]
    public void An_INVITE_again_after_our_2xx_is_absorbed()
    {
        _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(10);
        _pair.Bob.Answer(_server, 200);
        _pair.Bob.Layer.Acknowledge(_server);
        _pair.Network.RunFor(10);
        var invite = InviteBytes();
        _wire.Clear();
        _pair.Bob.Layer.OnMessage(invite, _pair.Bob.To(_pair.Alice), _pair.Now);
        Assert.Empty(_wire);
        Assert.Equal(1, _pair.Bob.Count("request INVITE"));
    }

    [Fact]
    public void A_CANCEL_waits_for_the_first_1xx_and_carries_the_branch_and_the_reason()
    {
        var invite = _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Bob.OnCancelHook = server => _pair.Bob.Answer(server, 487);
        Assert.True(_pair.Alice.GiveUp(invite, "Reason: SIP;cause=200\r\n"));
        Assert.True(_pair.Alice.GiveUp(invite));
        _pair.Network.RunFor(150);
        Assert.Empty(Sent("CANCEL"));
        _pair.Network.RunFor(200);
        var cancel = Assert.Single(Sent("CANCEL")).Text;
        Assert.Equal(Line(Sent("INVITE")[0].Text, "Via"), Line(cancel, "Via"));
        Assert.Equal("Reason: SIP;cause=200", Line(cancel, "Reason"));
        Assert.Equal("CSeq: 1 CANCEL", Line(cancel, "CSeq"));
        Assert.Equal(["response 100", "response 487"], _pair.Alice.Events);
        Assert.Equal(["request INVITE", "cancel"], _pair.Bob.Events);
        Assert.False(_pair.Alice.GiveUp(invite));
        Assert.True(_pair.Network.RunUntilIdle());
        PairTests.AssertEmpty(_pair);
    }

    [Fact]
    public void A_CANCEL_that_never_takes_effect_ends_the_INVITE_after_32_s()
    {
        var invite = _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(300);
        _pair.Alice.GiveUp(invite);
        var start = _pair.Now;
        _pair.Network.RunFor(33_000);
        Assert.Equal(["response 100", "timeout"], _pair.Alice.Events);
        Assert.True(_pair.Now >= start + 32_000);
        Assert.Equal(0, _pair.Alice.Layer.Count);
    }

    [Fact]
    public void A_CANCEL_after_the_answer_is_answered_and_changes_nothing()
    {
        var invite = _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(300);
        _pair.Alice.GiveUp(invite);
        _pair.Bob.Answer(_server, 200);
        _pair.Network.RunFor(10);
        Assert.Equal(["response 100", "response 200"], _pair.Alice.Events);
        Assert.Equal(0, _pair.Bob.Count("cancel"));
        Assert.Contains(Sent("SIP/2.0 200"), message => Line(message.Text, "CSeq") == "CSeq: 1 CANCEL");
    }

    [Theory]
    [InlineData(false, "SIP/2.0 481")]
    [InlineData(true, "SIP/2.0 200")]
    public void Only_the_source_of_the_INVITE_may_cancel_it(bool sameSource, string answer)
    {
        _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(10);
        var cancel = Encoding.UTF8.GetString(InviteBytes()).Replace("INVITE", "CANCEL", StringComparison.Ordinal);
        var from = _pair.Bob.To(_pair.Alice) with
        {
            Remote = sameSource ? _pair.Alice.Address : SocketEndpoint.FromIpv4(0x0A0000FF, 5060),
        };
        _wire.Clear();
        _pair.Bob.Layer.OnMessage(Encoding.UTF8.GetBytes(cancel), from, _pair.Now);
        Assert.StartsWith(answer, Assert.Single(_wire).Text, StringComparison.Ordinal);
        Assert.Equal(sameSource ? 1 : 0, _pair.Bob.Count("cancel"));
    }

    [Fact]
    public void The_same_request_by_another_way_is_answered_482()
    {
        _pair.Alice.Ask(_pair.Bob, SipMethod.Invite);
        _pair.Network.RunFor(10);
        var copy = Encoding.UTF8.GetString(InviteBytes()).Replace("z9hG4bK", "z9hG4bKother", StringComparison.Ordinal);
        _wire.Clear();
        _pair.Bob.Layer.OnMessage(Encoding.UTF8.GetBytes(copy), _pair.Bob.To(_pair.Alice), _pair.Now);
        Assert.StartsWith("SIP/2.0 482 ", Assert.Single(_wire).Text, StringComparison.Ordinal);
        Assert.Equal(1, _pair.Bob.Count("request INVITE"));

        // After a refusal the same request may come by another way: the client tries its next server.
        _pair.Bob.Answer(_server, 503);
        _pair.Bob.Layer.OnMessage(Encoding.UTF8.GetBytes(copy), _pair.Bob.To(_pair.Alice), _pair.Now);
        Assert.Equal(2, _pair.Bob.Count("request INVITE"));
    }

    [Fact]
    public void A_response_with_a_branch_that_is_not_to_the_letter_ours_goes_nowhere()
    {
        _pair.Alice.Ask(_pair.Bob, SipMethod.Options);
        _pair.Network.RunFor(10);
        _pair.Bob.Answer(_server, 200);
        var answer = _wire[^1].Text;
        var at = answer.IndexOf("branch=z9hG4bK", StringComparison.Ordinal) + 7;
        var flow = _pair.Alice.To(_pair.Bob);
        for (var index = 0; index < TransactionBranch.Length; index++)
        {
            var changed = answer.ToCharArray();
            changed[at + index] = changed[at + index] == '0' ? '1' : '0';
            _pair.Alice.Layer.OnMessage(Encoding.UTF8.GetBytes(changed), flow, _pair.Now);
        }

        _pair.Alice.Layer.OnMessage(Encoding.UTF8.GetBytes(answer.Replace("OPTIONS", "INVITE", StringComparison.Ordinal)), flow,
            _pair.Now);
        Assert.Empty(_pair.Alice.Events);
        Assert.Equal(TransactionBranch.Length + 1, _pair.Alice.Layer.Counters.StrayResponses);
        _pair.Network.RunFor(10);
        Assert.Equal(["response 200"], _pair.Alice.Events);
    }

    [Fact]
    public void A_response_repeats_Via_Record_Route_and_the_parties_and_stamps_where_the_request_came_from()
    {
        Inject("""
            INVITE sip:bob@10.0.0.2 SIP/2.0
            v: SIP/2.0/UDP inner.example;branch=z9hG4bKa;rport;received=203.0.113.9, SIP/2.0/TCP far.example;branch=z9hG4bKb
            Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>
            f: "A, B" <sip:a@a.example>;tag=1
            t: Bob
             <sip:bob@10.0.0.2>
            i: one
            CSeq: 7 INVITE
            l: 0
            """, new SocketEndpoint(_pair.Alice.Address.Address, 40_000));
        _pair.Bob.Answer(_server, 180);
        Assert.Equal("""
            SIP/2.0 180 Ringing
            Via: SIP/2.0/UDP inner.example;branch=z9hG4bKa;received=10.0.0.1;rport=40000
            Via: SIP/2.0/TCP far.example;branch=z9hG4bKb
            From: "A, B" <sip:a@a.example>;tag=1
            To: Bob <sip:bob@10.0.0.2>;tag=b1
            Call-ID: one
            CSeq: 7 INVITE
            Record-Route: <sip:p2.example;lr>
            Record-Route: <sip:p1.example;lr>
            Content-Length: 0


            """.ReplaceLineEndings("\r\n"), _wire[^1].Text);
        Assert.Equal(40_000, _wire[^1].Flow.Remote.Port);
        _pair.Bob.Answer(_server, 486);
        Assert.DoesNotContain("Record-Route", _wire[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Call-ID: one\n", "", "400 Missing Call-ID")]
    [InlineData("From: <sip:a@a>;tag=1\n", "", "400 Missing From")]
    [InlineData("CSeq: 1 OPTIONS", "CSeq: 1 INVITE", "400 CSeq Method Mismatch")]
    [InlineData("CSeq: 1 OPTIONS", "CSeq: x", "400 Bad CSeq")]
    [InlineData("SIP/2.0\nVia", "SIP/7.0\nVia", "505 Version Not Supported")]
    [InlineData("Content-Length: 0", "Content-Length: 9", "400 Body Shorter Than Content-Length")]
    public void A_malformed_request_is_answered_with_what_is_wrong_where_strangers_may_be(string good, string bad, string status)
    {
        var request = OptionsText.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(OptionsText, request);
        Inject(request, _pair.Alice.Address);
        var answer = Assert.Single(_wire).Text;
        Assert.StartsWith($"SIP/2.0 {status}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("branch=z9hG4bKa", answer, StringComparison.Ordinal);

        // The same question gets the same answer, tag and all.
        Inject(request, _pair.Alice.Address);
        Assert.Equal(answer, _wire[1].Text);
        _pair.Bob.AnswersStrangers = false;
        Inject(request, _pair.Alice.Address);
        Assert.Equal(2, _wire.Count);
        Assert.Empty(_pair.Bob.Events);
        PairTests.AssertEmpty(_pair);
    }

    [Theory]
    [InlineData("OPTIONS", "ACK", "Call-ID: one\n")]
    [InlineData("OPTIONS sip:bob@10.0.0.2 SIP/2.0", "SIP/2.0 200 OK", "Call-ID: one\n")]
    [InlineData("z9hG4bKa", "z9hG4bKa", "Via: SIP/2.0/UDP a.example;branch=z9hG4bKa\n")]
    [InlineData("OPTIONS sip:bob@10.0.0.2 SIP/2.0\nVia", "nothing of the kind\nVia", "Via: SIP/2.0/UDP a.example;branch=z9hG4bKa\n")]
    public void What_must_not_be_answered_is_not(string good, string bad, string without)
    {
        Inject(OptionsText.Replace(without, "", StringComparison.Ordinal).Replace(good, bad, StringComparison.Ordinal), _pair.Alice.Address);
        Assert.Empty(_wire);
        Assert.Equal(1, _pair.Bob.Layer.Counters.MalformedRequests + _pair.Bob.Layer.Counters.MalformedResponses);
        Assert.Equal(1, _pair.Bob.Malformed);
    }

    [Fact]
    public void A_full_table_refuses_with_503_and_an_abandoned_request_makes_room_without_a_word()
    {
        var pair = new Pair(options: TransactionOptions.Default with { MaxTransactions = 2 });
        TransactionId last = default;
        pair.Bob.OnRequestHook = (TransactionId server, in SipMessageView _, in Flow _) => last = server;
        for (var call = 1; call <= 2; call++)
        {
            pair.Alice.Ask(pair.Bob, SipMethod.Options, call);
            pair.Network.RunFor(10);
        }

        Assert.True(pair.Alice.Ask(pair.Bob, SipMethod.Options, 3).IsNone);
        var answers = new List<string>();
        pair.Network.Drop = message =>
        {
            answers.Add(message.Text);
            return true;
        };
        var third = Encoding.UTF8.GetBytes(OptionsText.ReplaceLineEndings("\r\n") + "\r\n\r\n");
        pair.Bob.Layer.OnMessage(third, pair.Bob.To(pair.Alice), pair.Now);
        Assert.StartsWith("SIP/2.0 503 ", Assert.Single(answers), StringComparison.Ordinal);
        pair.Bob.Layer.Abandon(last);
        pair.Bob.Layer.Abandon(last);
        Assert.Equal(1, pair.Bob.Layer.Count);
        pair.Bob.Layer.OnMessage(third, pair.Bob.To(pair.Alice), pair.Now);
        Assert.Equal(3, pair.Bob.Count("request OPTIONS"));
        Assert.Single(answers);
    }

    [Fact]
    public void One_source_may_be_limited_without_limiting_another()
    {
        var pair = new Pair(options: TransactionOptions.Default with { MaxPerSource = 1 });
        var request = Encoding.UTF8.GetBytes(OptionsText.ReplaceLineEndings("\r\n") + "\r\n\r\n");
        var other = Encoding.UTF8.GetBytes(OptionsText.Replace("one", "two", StringComparison.Ordinal)
            .Replace("z9hG4bKa", "z9hG4bKb", StringComparison.Ordinal).ReplaceLineEndings("\r\n") + "\r\n\r\n");
        var flow = pair.Bob.To(pair.Alice);
        TransactionId first = default;
        pair.Bob.OnRequestHook = (TransactionId server, in SipMessageView _, in Flow _) => first = server;
        pair.Bob.Layer.OnMessage(request, flow, pair.Now);
        pair.Bob.Layer.OnMessage(other, flow, pair.Now);
        Assert.Equal(1, pair.Bob.Layer.Counters.SourceFull);
        pair.Bob.Layer.OnMessage(other, flow with { Remote = SocketEndpoint.FromIpv4(0x0A0000FF, 5060) }, pair.Now);
        Assert.Equal(2, pair.Bob.Count("request OPTIONS"));
        pair.Bob.Layer.Abandon(first);
    }

    [Fact]
    public void A_response_whose_connection_died_opens_one_to_the_source_at_sent_by()
    {
        _pair.Alice.Ask(_pair.Bob, SipMethod.Options, kind: TransportKind.Tcp);
        _pair.Network.RunFor(10);
        _pair.Network.CutStreams();
        _pair.Network.RunFor(10);
        _pair.Bob.Answer(_server, 200);
        _pair.Network.RunFor(10);
        Assert.Equal(["flow closed", "response 200"], _pair.Alice.Events);
        Assert.Equal(0, _wire[^1].Flow.Connection);
        Assert.True(_pair.Network.RunUntilIdle());
        PairTests.AssertEmpty(_pair);
    }

    [Fact]
    public void A_stream_nobody_listens_on_is_told_as_a_transport_failure()
    {
        var nowhere = new PairSide(new SimulatedNetwork(1), SocketEndpoint.FromIpv4(0x0A000063, 5060), TransactionOptions.Default, 9);
        Assert.False(_pair.Alice.Ask(nowhere, SipMethod.Invite, kind: TransportKind.Tcp).IsNone);
        _pair.Network.RunFor(100);
        Assert.Equal(["transport failed"], _pair.Alice.Events);
        PairTests.AssertEmpty(_pair);
    }

    [Fact]
    public void Content_that_cannot_be_written_is_refused_or_becomes_a_500()
    {
        var bad = new RequestContent { Method = SipMethod.Options, RequestUri = "sip:a b"u8, Headers = default };
        Assert.True(_pair.Alice.Layer.Send(bad, _pair.Alice.To(_pair.Bob), 1, _pair.Now).IsNone);
        _pair.Alice.Ask(_pair.Bob, SipMethod.Options);
        _pair.Network.RunFor(10);
        _pair.Bob.Layer.Respond(_server, new ResponseContent { Status = 200, Reason = "two\r\nlines"u8 }, _pair.Now);
        _pair.Bob.Tick();
        _pair.Network.RunFor(10);
        Assert.Equal(["response 500"], _pair.Alice.Events);
        Assert.True(_pair.Network.RunUntilIdle());
        PairTests.AssertEmpty(_pair);
    }

    [Fact]
    public void A_user_that_answers_twice_is_heard_once()
    {
        _pair.Alice.Ask(_pair.Bob, SipMethod.Options);
        _pair.Network.RunFor(10);
        _pair.Bob.Answer(_server, 200);
        _pair.Bob.Answer(_server, 486);
        _pair.Network.RunFor(10);
        Assert.Equal(["response 200"], _pair.Alice.Events);
        Assert.Equal(1, _pair.Bob.Layer.Counters.TooLate);
    }

    [Fact]
    public void Clients_of_RFC_2543_without_a_branch_are_told_apart_by_everything_else()
    {
        var request = OptionsText.Replace(";branch=z9hG4bKa", "", StringComparison.Ordinal);
        Inject(request, _pair.Alice.Address);
        Inject(request, _pair.Alice.Address);
        Assert.Equal(1, _pair.Bob.Count("request OPTIONS"));
        Inject(request.Replace("1 OPTIONS", "2 OPTIONS", StringComparison.Ordinal), _pair.Alice.Address);
        Inject(request.Replace("Call-ID: one", "Call-ID: two", StringComparison.Ordinal), _pair.Alice.Address);
        Assert.Equal(3, _pair.Bob.Count("request OPTIONS"));
    }

    [Fact]
    public void A_user_may_end_everything_from_inside_a_callback()
    {
        _pair.Bob.OnRequestHook = (TransactionId server, in SipMessageView _, in Flow _) => _pair.Bob.Layer.Abandon(server);
        _pair.Alice.OnResponseHook = (TransactionId client, in SipMessageView _) =>
        {
            _pair.Alice.OnResponseHook = null;
            for (var call = 100; call < 200; call++)
            {
                _pair.Alice.Ask(_pair.Bob, SipMethod.Options, call);
            }
        };
        _pair.Alice.Ask(_pair.Bob, SipMethod.Options);
        _pair.Network.RunFor(10);
        _pair.Bob.OnRequestHook = (TransactionId server, in SipMessageView _, in Flow _) => _pair.Bob.Answer(server, 200);
        _pair.Network.RunFor(600);
        Assert.Equal(101, _pair.Alice.Count("response 200"));
        Assert.True(_pair.Network.RunUntilIdle());
        PairTests.AssertEmpty(_pair);
    }

    private static string OptionsText => """
        OPTIONS sip:bob@10.0.0.2 SIP/2.0
        Via: SIP/2.0/UDP a.example;branch=z9hG4bKa
        From: <sip:a@a>;tag=1
        To: <sip:b@b>
        Call-ID: one
        CSeq: 1 OPTIONS
        Content-Length: 0
        """;

    private static string Line(string message, string name) =>
        message.Split("\r\n").First(line => line.StartsWith(name + ":", StringComparison.Ordinal));

    private byte[] InviteBytes() => Sent("INVITE")[0].Bytes;

    private List<SimulatedMessage> Sent(string start) =>
        _wire.FindAll(message => message.Text.StartsWith(start, StringComparison.Ordinal));

    private void Inject(string text, SocketEndpoint source) => _pair.Bob.Layer.OnMessage(
        Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n\r\n"),
        new Flow(TransportKind.Udp, 0, 0, source),
        _pair.Now);
}
