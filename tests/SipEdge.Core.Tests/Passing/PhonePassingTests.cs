using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Tests.Phones;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Passing;

/// <summary>
/// MESSAGE, SUBSCRIBE and NOTIFY between phones that are registered through the edge and their PBX (10.0.0.30). Phone p1 (10.0.0.40)
/// calls itself by an address that leads nowhere, as behind NAT.
/// </summary>
public sealed class PhonePassingTests : IDisposable
{
    private const string Itself = "<sip:p1@192.168.7.7:5999>;+sip.instance=\"<urn:uuid:1>\"";
    private const string Mwi = "Event: message-summary\r\nExpires: 600\r\n";

    // Shorter requests of strangers are not worth a challenge.
    private const string Usual =
        "User-Agent: a phone on a desk 1.0\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, SUBSCRIBE, INFO, MESSAGE, UPDATE, REFER\r\n";

    private readonly EdgeScenario _scenario = new(change: static options => Options(options, PassMode.Pass));
    private readonly WireEnd _phone;
    private readonly WireEnd _pbx;
    private int _sent;
    private string _subscription = "";

    public PhonePassingTests()
    {
        _phone = new WireEnd(_scenario.Network, 40);
        _pbx = new WireEnd(_scenario.Network, 30);
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void A_message_of_the_pbx_reaches_the_phone_over_the_flow_of_its_registration()
    {
        var contact = Register(_phone);
        FromPbx("MESSAGE", contact, "Content-Type: text/plain\r\n", "hello");
        Run();
        var message = _phone.Last("MESSAGE");
        Assert.StartsWith("MESSAGE sip:p1@192.168.7.7:5999 SIP/2.0\r\n", message, StringComparison.Ordinal);
        Assert.Contains("\r\nTo: <sip:p1@edge.example>\r\n", message, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello", message, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.30", message, StringComparison.Ordinal);
        _phone.Answer(_scenario.ToEdge, message, "200 OK");
        Run();
        Assert.StartsWith("SIP/2.0 200 ", _pbx.Heard[^1], StringComparison.Ordinal);
        End();
    }

    [Fact]
    public void A_message_of_the_phone_reaches_the_pbx()
    {
        Register(_phone);
        Ask(_phone, "MESSAGE", "Content-Type: text/plain\r\n", "hello");
        Assert.EndsWith("\r\n\r\nhello", _pbx.Last("MESSAGE"), StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.40", _pbx.Last("MESSAGE"), StringComparison.Ordinal);
        _pbx.Answer(_scenario.ToEdge, _pbx.Last("MESSAGE"), "202 Accepted");
        Run();
        Assert.StartsWith("SIP/2.0 202 ", _phone.Heard[^1], StringComparison.Ordinal);
        End();
    }

    [Theory]
    [InlineData("message-summary", true)]
    [InlineData("presence", false)]
    public void A_notify_that_nobody_subscribed_to_lights_the_message_lamp(string package, bool passes)
    {
        var contact = Register(_phone);
        FromPbx(
            "NOTIFY", contact,
            $"Event: {package}\r\nSubscription-State: terminated\r\nContact: <sip:asterisk@10.0.0.30>\r\n"
                + "Content-Type: application/simple-message-summary\r\n",
            "Messages-Waiting: yes\r\n");
        Run();
        if (!passes)
        {
            Assert.StartsWith("SIP/2.0 489 ", _pbx.Heard[^1], StringComparison.Ordinal);
            Assert.DoesNotContain(_phone.Heard, static heard => heard.StartsWith("NOTIFY", StringComparison.Ordinal));
            End();
            return;
        }
        var notify = _phone.Last("NOTIFY");
        Assert.Contains("\r\nEvent: message-summary\r\n", notify, StringComparison.Ordinal);
        Assert.Contains("\r\nSubscription-State: terminated\r\n", notify, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nMessages-Waiting: yes\r\n", notify, StringComparison.Ordinal);
        _phone.Answer(_scenario.ToEdge, notify, "200 OK");
        Run();
        Assert.StartsWith("SIP/2.0 200 ", _pbx.Heard[^1], StringComparison.Ordinal);
        End();
    }

    [Fact]
    public void A_subscription_follows_the_phone_to_where_it_registers_next()
    {
        Register(_phone);
        var (subscribe, tag) = Subscribed();
        Notify(subscribe, 1);
        Run();
        _phone.Answer(_scenario.ToEdge, _phone.Last("NOTIFY"), "200 OK");
        Run();

        // Its NAT has given it another address.
        var moved = new WireEnd(_scenario.Network, 41);
        Register(moved);
        Notify(subscribe, 2);
        Run();
        Assert.EndsWith("Messages-Waiting: yes\r\n", moved.Last("NOTIFY"), StringComparison.Ordinal);
        moved.Answer(_scenario.ToEdge, moved.Last("NOTIFY"), "200 OK");
        Run();
        Assert.StartsWith("SIP/2.0 200 ", _pbx.Heard[^1], StringComparison.Ordinal);

        Ask(moved, "SUBSCRIBE", Mwi + $"Contact: {Itself}\r\n", tag: tag);
        var refresh = _pbx.Last("SUBSCRIBE");
        Assert.Contains(";tag=their-tag", Part(refresh, "To"), StringComparison.Ordinal);
        _pbx.Answer(_scenario.ToEdge, refresh, "200 OK", "Expires: 60\r\n");
        Run();
        Assert.StartsWith("SIP/2.0 200 ", moved.Heard[^1], StringComparison.Ordinal);

        End();
    }

    [Fact]
    public void A_subscription_of_a_phone_that_is_gone_ends_with_the_next_notify()
    {
        Register(_phone);
        var (subscribe, _) = Subscribed();
        Register(_phone, expires: 0);
        Notify(subscribe, 1);
        Run();
        Assert.StartsWith("SIP/2.0 481 ", _pbx.Heard[^1], StringComparison.Ordinal);
        Assert.Equal(0, _scenario.Edge.Subscriptions);
        End();
    }

    [Fact]
    public void A_notify_that_nobody_answers_ends_its_subscription()
    {
        Register(_phone);
        var (subscribe, _) = Subscribed();
        Notify(subscribe, 1);
        _scenario.Network.RunFor(33_000);
        Assert.StartsWith("SIP/2.0 481 ", _pbx.Heard[^1], StringComparison.Ordinal);
        Assert.Equal(0, _scenario.Edge.Subscriptions);
        End();
    }

    [Theory]
    [InlineData("message-summary", true)]
    [InlineData("presence", false)]
    public void A_refresh_after_a_reload_needs_the_package_in_the_list_of_now(string listed, bool refreshed)
    {
        Register(_phone);
        var (_, tag) = Subscribed();
        _scenario.Model = TestOptions.Compile(Options(EdgeScenario.Options(), PassMode.Pass, listed));
        Ask(_phone, "SUBSCRIBE", Mwi + $"Contact: {Itself}\r\n", tag: tag);
        Assert.Equal(refreshed ? 2 : 1, _pbx.Heard.Count(static heard => heard.StartsWith("SUBSCRIBE", StringComparison.Ordinal)));
        Assert.Equal(refreshed ? 1 : 0, _scenario.Edge.Subscriptions);
        if (!refreshed)
        {
            Assert.StartsWith("SIP/2.0 481 ", _phone.Heard[^1], StringComparison.Ordinal);
        }
        End();
    }

    [Fact]
    public void An_account_that_is_not_registered_over_this_flow_sends_nothing()
    {
        Register(_phone);
        var elsewhere = new WireEnd(_scenario.Network, 42);
        Ask(elsewhere, "MESSAGE", "Content-Type: text/plain\r\n", "hello");
        Assert.StartsWith("SIP/2.0 403 ", elsewhere.Heard[^1], StringComparison.Ordinal);
        Assert.Equal("phone_not_registered", Assert.Single(_scenario.Refusals).Reason);
        Assert.DoesNotContain(_pbx.Heard, static heard => heard.StartsWith("MESSAGE", StringComparison.Ordinal));
        End();
    }

    [Fact]
    public void Nothing_passes_either_way_unless_the_trunk_of_the_pbx_says_so()
    {
        _scenario.Model = TestOptions.Compile(Options(EdgeScenario.Options(), PassMode.Reject));
        var contact = Register(_phone);
        Ask(_phone, "SUBSCRIBE", Mwi + $"Contact: {Itself}\r\n");
        Assert.StartsWith("SIP/2.0 405 ", _phone.Heard[^1], StringComparison.Ordinal);
        FromPbx("MESSAGE", contact, "Content-Type: text/plain\r\n", "hello");
        Run();
        Assert.StartsWith("SIP/2.0 405 ", _pbx.Heard[^1], StringComparison.Ordinal);
        End();
    }

    [Fact]
    public void A_phone_that_asks_without_end_leaves_room_for_the_others()
    {
        Register(_phone);
        for (var message = 0; message < 65; message++)
        {
            Ask(_phone, "MESSAGE", "Content-Type: text/plain\r\n", "hello");
        }
        Assert.StartsWith("SIP/2.0 503 ", _phone.Heard[^1], StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 5\r\n", _phone.Heard[^1], StringComparison.Ordinal);
        Assert.Equal("passing_full", Assert.Single(_scenario.Refusals).Reason);
        Assert.Equal(64, _scenario.Edge.PassedRequests);

        var other = new WireEnd(_scenario.Network, 43);
        Register(other, "p2", "<sip:p2@192.168.7.8:5999>");
        Ask(other, "MESSAGE", "Content-Type: text/plain\r\n", "from the other", user: "p2");
        Assert.Contains(_pbx.Heard, static heard => heard.EndsWith("from the other", StringComparison.Ordinal));
        End();
    }

    private static EdgeOptions Options(EdgeOptions options, PassMode mode, string events = "message-summary") =>
        PhoneScenario.With(options, accounts: 3, static phones => phones with { CheckInterval = TimeSpan.Zero }) with
        {
            Trunks = TestOptions.Named(("pbx", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "one", Address = "10.0.0.30" }],
                Signalling = new SignallingOptions { Message = mode, Subscribe = mode, Events = [events] },
            })),
        };

    private void Run() => _scenario.Network.RunFor(200);

    /// <summary>What nobody answered has timed out, registrations and subscriptions have ended, and nothing is left.</summary>
    private void End() => _scenario.RunToTheEnd(10_000_000);

    /// <summary>Registers at the PBX; what the PBX calls it.</summary>
    private string Register(WireEnd phone, string user = "p1", string contact = Itself, int expires = 90)
    {
        var asked = _pbx.Heard.Count;
        Ask(phone, "REGISTER", $"Contact: {contact};expires={expires}\r\n", user: user);
        if (_pbx.Heard.Count > asked)
        {
            var line = $"Contact: {Part(_pbx.Heard[^1], "Contact")}\r\n";
            _pbx.Answer(_scenario.ToEdge, _pbx.Heard[^1], "200 OK", expires == 0 ? "" : line);
            Run();
        }
        Assert.StartsWith("SIP/2.0 200 ", phone.Heard[^1], StringComparison.Ordinal);
        return Part(_pbx.Last("REGISTER"), "Contact").Split('<', '>')[1];
    }

    /// <summary>The phone's subscription to its message lamp; the PBX's SUBSCRIBE and the edge's tag.</summary>
    private (string Subscribe, string Tag) Subscribed()
    {
        Ask(_phone, "SUBSCRIBE", Mwi + $"Contact: {Itself}\r\n");
        var subscribe = _pbx.Last("SUBSCRIBE");
        _pbx.Answer(_scenario.ToEdge, subscribe, "200 OK", "Expires: 600\r\nContact: <sip:pbx@10.0.0.30>\r\n");
        Run();
        _subscription = Part(_phone.Heard[^1], "Call-ID");
        return (subscribe, Part(_phone.Last("SIP/2.0 200"), "To").Split("tag=")[1]);
    }

    private void Notify(string subscribe, int cseq) => _pbx.Send(
        _scenario.ToEdge,
        $"NOTIFY sip:10.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.30:5060;branch=z9hG4bKn{cseq}\r\nMax-Forwards: 70\r\n"
        + $"From: {Part(subscribe, "To")};tag=their-tag\r\nTo: {Part(subscribe, "From")}\r\nCall-ID: {Part(subscribe, "Call-ID")}\r\n"
        + $"CSeq: {cseq} NOTIFY\r\nContact: <sip:pbx@10.0.0.30>\r\nEvent: message-summary\r\n"
        + "Subscription-State: active;expires=600\r\nContent-Type: application/simple-message-summary\r\nContent-Length: 23\r\n\r\n"
        + "Messages-Waiting: yes\r\n");

    private void FromPbx(string method, string uri, string headers, string body) => _pbx.Send(
        _scenario.ToEdge,
        $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.30:5060;branch=z9hG4bKp{++_sent}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:200@10.0.0.30>;tag=pbx\r\nTo: <{uri}>\r\nCall-ID: pbx-{_sent}\r\nCSeq: 1 {method}\r\n{headers}"
        + $"Content-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>A request of a phone, and once more with what the edge's challenge wants.</summary>
    private void Ask(
        WireEnd phone, string method, string headers, string body = "", string user = "p1", string? tag = null, int cseq = 3)
    {
        var uri = method == "REGISTER" ? "sip:edge.example" : "sip:300@edge.example";
        var callId = method == "REGISTER" ? $"{user}-registers" : tag is null ? $"call-{++_sent}" : _subscription;
        var to = method == "REGISTER" ? $"sip:{user}@edge.example" : uri;
        var first = method == "REGISTER" ? _sent += 2 : tag is null ? 1 : cseq;
        Send(first, "");
        if (phone.Heard[^1] is var refusal && (refusal.StartsWith("SIP/2.0 401", StringComparison.Ordinal)
            || refusal.StartsWith("SIP/2.0 407", StringComparison.Ordinal)))
        {
            Send(first + 1, Credentials(refusal, method, uri, user));
        }

        void Send(int number, string credentials)
        {
            phone.Send(
                _scenario.ToEdge,
                $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.7.7:5999;rport;branch=z9hG4bK{callId}{number}\r\n"
                + $"Max-Forwards: 70\r\nFrom: <sip:{user}@edge.example>;tag=phone\r\nTo: <{to}>{(tag is null ? "" : $";tag={tag}")}\r\n"
                + $"Call-ID: {callId}\r\nCSeq: {number} {method}\r\n{Usual}{headers}{credentials}Content-Length: {body.Length}\r\n\r\n{body}");
            Run();
        }
    }

    private static string Credentials(string refusal, string method, string uri, string user)
    {
        var proxy = refusal.Contains("\r\nProxy-Authenticate: ", StringComparison.Ordinal);
        var value = Encoding.ASCII.GetBytes(Part(refusal, proxy ? "Proxy-Authenticate" : "WWW-Authenticate"));
        Assert.Equal(DigestParseStatus.Complete, DigestChallengeView.TryParse(value, out var challenge));
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var name = Encoding.ASCII.GetBytes(user);
        var length = DigestResponse.WriteHa1(
            challenge.Algorithm, name, challenge.Realm, Encoding.ASCII.GetBytes($"w{user[1..]}"), ha1);
        var writer = new SipWriter(new byte[1024]);
        DigestAnswer.Write(
            ref writer, proxy, challenge, name, ha1[..length], Encoding.ASCII.GetBytes(method), Encoding.ASCII.GetBytes(uri), "c"u8, 1);
        return Encoding.ASCII.GetString(writer.Written);
    }

    private static string Part(string message, string name) => message.Split($"\r\n{name}: ")[1].Split("\r\n")[0];
}
