using System.Collections.Immutable;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Passing;

/// <summary>MESSAGE, SUBSCRIBE, NOTIFY and PUBLISH from a phone's trunk (10.0.0.20) to a PBX (10.0.0.21), and back.</summary>
public sealed class PassingTests : IDisposable
{
    private readonly EdgeScenario _scenario = new(change: static options => Options(options, PassMode.Pass, PassMode.Pass));
    private readonly WireEnd _phone;
    private readonly WireEnd _pbx;
    private int _sent;

    public PassingTests()
    {
        _phone = new WireEnd(_scenario.Network, 20);
        _pbx = new WireEnd(_scenario.Network, 21);
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void A_message_reaches_the_pbx_under_the_edges_own_names_and_its_answer_comes_back()
    {
        Ask("MESSAGE", "", "text/plain", "hello");
        Run();
        var message = _pbx.Last("MESSAGE");
        Assert.StartsWith("MESSAGE sip:300@10.0.0.21 SIP/2.0\r\n", message, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello", message, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: text/plain\r\n", message, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.20", message, StringComparison.Ordinal);
        Assert.DoesNotContain("User-Agent", message, StringComparison.Ordinal);
        _pbx.Answer(_scenario.ToEdge, message, "202 Accepted");
        Run();
        Assert.StartsWith("SIP/2.0 202 ", _phone.Heard[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.21", _phone.Heard[^1], StringComparison.Ordinal);
        _scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData("SDP", "application/sdp", "415")]
    [InlineData("x", "multipart/mixed", "415")]
    [InlineData("long", "text/plain", "413")]
    public void Bodies_that_name_addresses_or_are_too_long_are_refused(string body, string type, string status)
    {
        Ask("MESSAGE", "", type, body == "long" ? new string('x', 9_000) : body);
        Run();
        Assert.StartsWith($"SIP/2.0 {status} ", _phone.Heard[^1], StringComparison.Ordinal);
        Assert.Empty(_pbx.Heard);
        _scenario.RunToTheEnd();
    }

    [Fact]
    public void A_subscriber_is_told_of_no_longer_time_than_the_edge_remembers_it()
    {
        Ask("SUBSCRIBE", "Event: message-summary\r\nExpires: 4294967295\r\n" + Contact);
        Run();
        _pbx.Answer(
            _scenario.ToEdge, _pbx.Last("SUBSCRIBE"), "200 OK", "Expires: 4294967295\r\nContact: <sip:pbx@10.0.0.21>\r\n");
        Run();
        Assert.Contains("\r\nExpires: 86400\r\n", _phone.Last("SIP/2.0 200"), StringComparison.Ordinal);
        _scenario.RunToTheEnd(limitMs: 90_000_000);
    }

    [Fact]
    public void A_subscription_lives_through_notify_refresh_and_end_and_leaves_nothing()
    {
        Ask("SUBSCRIBE", "Event: message-summary\r\nExpires: 600\r\nAccept: application/simple-message-summary\r\n" + Contact);
        Run();
        var subscribe = _pbx.Last("SUBSCRIBE");
        Assert.Contains("\r\nEvent: message-summary\r\n", subscribe, StringComparison.Ordinal);
        Assert.Contains("\r\nExpires: 600\r\n", subscribe, StringComparison.Ordinal);
        Assert.Contains("\r\nContact: <sip:10.0.0.1:5060>\r\n", subscribe, StringComparison.Ordinal);

        // The first NOTIFY may be quicker than the 200 (RFC 6665 §4.4.1).
        Notify(subscribe, 1, "active;expires=600", "Messages-Waiting: yes\r\n");
        _pbx.Answer(_scenario.ToEdge, subscribe, "200 OK", "Expires: 300\r\nContact: <sip:pbx@10.0.0.21>\r\n");
        Run();
        var accepted = _phone.Last("SIP/2.0 200");
        Assert.Contains("\r\nExpires: 300\r\n", accepted, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.21", accepted, StringComparison.Ordinal);
        var notify = _phone.Last("NOTIFY");
        Assert.Contains("\r\nSubscription-State: active;expires=600\r\n", notify, StringComparison.Ordinal);
        Assert.EndsWith("Messages-Waiting: yes\r\n", notify, StringComparison.Ordinal);
        _phone.Answer(_scenario.ToEdge, notify, "200 OK");
        Run();
        Assert.StartsWith("SIP/2.0 200 ", _pbx.Heard[^1], StringComparison.Ordinal);

        // A refresh, in the dialog.
        var tag = Part(accepted, "To").Split("tag=")[1];
        Ask("SUBSCRIBE", "Event: message-summary\r\nExpires: 600\r\n" + Contact, toTag: tag, sameCall: true);
        Run();
        var refresh = _pbx.Last("SUBSCRIBE");
        Assert.Equal(Part(subscribe, "Call-ID"), Part(refresh, "Call-ID"));
        Assert.Contains(";tag=their-tag", Part(refresh, "To"), StringComparison.Ordinal);
        _pbx.Answer(_scenario.ToEdge, refresh, "200 OK", "Expires: 600\r\n");
        Run();

        // And the end.
        Notify(subscribe, 2, "Terminated ;reason=timeout", "");
        Run();
        _phone.Answer(_scenario.ToEdge, _phone.Last("NOTIFY"), "200 OK");
        Run();
        Assert.StartsWith("SIP/2.0 200 ", _pbx.Heard[^1], StringComparison.Ordinal);
        Notify(subscribe, 3, "active", "");
        Run();
        Assert.StartsWith("SIP/2.0 481 ", _pbx.Heard[^1], StringComparison.Ordinal);
        _scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    public void A_refresh_is_let_in_by_the_configuration_of_now(bool phonesAreOn, bool pbxTakesIt, bool refreshed)
    {
        const string Body = "Event: message-summary\r\nExpires: 600\r\n" + Contact;
        Ask("SUBSCRIBE", Body);
        Run();
        var subscribe = _pbx.Last("SUBSCRIBE");
        _pbx.Answer(_scenario.ToEdge, subscribe, "200 OK", "Expires: 600\r\nContact: <sip:pbx@10.0.0.21>\r\n");
        Run();
        var tag = Part(_phone.Last("SIP/2.0 200"), "To").Split("tag=")[1];
        var options = Options(EdgeScenario.Options(), PassMode.Pass, pbxTakesIt ? PassMode.Pass : PassMode.Reject);
        _scenario.Model = TestOptions.Compile(options with
        {
            Trunks = options.Trunks.SetItem("phones", options.Trunks["phones"] with { Active = phonesAreOn }),
        });
        Ask("SUBSCRIBE", Body, toTag: tag, sameCall: true);
        Run();
        Assert.Equal(refreshed ? 2 : 1, _pbx.Heard.Count(static heard => heard.StartsWith("SUBSCRIBE", StringComparison.Ordinal)));
        Assert.Equal(refreshed, !_phone.Heard[^1].StartsWith("SIP/2.0 481 ", StringComparison.Ordinal));
        Notify(subscribe, 1, "active", "");
        Run();
        Assert.Equal(refreshed, _phone.Heard[^1].StartsWith("NOTIFY", StringComparison.Ordinal));
        _scenario.RunToTheEnd(10_000_000);
    }

    [Fact]
    public void A_subscription_that_nobody_refreshes_is_forgotten()
    {
        Ask("SUBSCRIBE", "Event: message-summary\r\n" + Contact);
        Run();
        _pbx.Answer(_scenario.ToEdge, _pbx.Last("SUBSCRIBE"), "200 OK", "Expires: 60\r\nContact: <sip:pbx@10.0.0.21>\r\n");
        _scenario.Network.RunFor(60_000);
        Notify(_pbx.Last("SUBSCRIBE"), 1, "active", "");
        Run();
        Assert.Contains(_phone.Heard, static heard => heard.StartsWith("NOTIFY", StringComparison.Ordinal));
        _scenario.RunToTheEnd(10_000_000);
    }

    [Fact]
    public void A_stranger_does_not_notify_in_anothers_subscription()
    {
        Ask("SUBSCRIBE", "Event: message-summary\r\n" + Contact);
        Run();
        var subscribe = _pbx.Last("SUBSCRIBE");
        _pbx.Answer(_scenario.ToEdge, subscribe, "200 OK", "Expires: 60\r\nContact: <sip:pbx@10.0.0.21>\r\n");
        Run();
        var stranger = new WireEnd(_scenario.Network, 99);
        Notify(subscribe, 1, "active", "", stranger);
        Run();
        Assert.DoesNotContain(_phone.Heard, static heard => heard.StartsWith("NOTIFY", StringComparison.Ordinal));
        _scenario.RunToTheEnd(10_000_000);
    }

    [Fact]
    public void An_event_package_that_is_not_listed_is_answered_489()
    {
        Ask("SUBSCRIBE", "Event: dialog;call-id=secret\r\n" + Contact);
        Run();
        Assert.StartsWith("SIP/2.0 489 ", _phone.Heard[^1], StringComparison.Ordinal);
        Assert.Contains("\r\nAllow-Events: message-summary\r\n", _phone.Heard[^1], StringComparison.Ordinal);
        Assert.Empty(_pbx.Heard);
        _scenario.RunToTheEnd();
    }

    [Fact]
    public void A_publication_comes_back_with_its_tag()
    {
        Ask("PUBLISH", "Event: message-summary\r\nExpires: 600\r\n", "application/simple-message-summary", "x");
        Run();
        _pbx.Answer(_scenario.ToEdge, _pbx.Last("PUBLISH"), "200 OK", "SIP-ETag: dx200xyz\r\nExpires: 600\r\n");
        Run();
        Assert.Contains("\r\nSIP-ETag: dx200xyz\r\n", _phone.Heard[^1], StringComparison.Ordinal);
        _scenario.RunToTheEnd();
    }

    [Fact]
    public void Without_an_answer_the_sender_hears_504()
    {
        Ask("MESSAGE", "", "text/plain", "hello");
        _scenario.Network.RunFor(40_000);
        Assert.StartsWith("SIP/2.0 504 ", _phone.Heard[^1], StringComparison.Ordinal);
        _scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData(PassMode.Reject, PassMode.Pass)]
    [InlineData(PassMode.Pass, PassMode.Reject)]
    public void Both_trunks_must_pass_it(PassMode phone, PassMode pbx)
    {
        using var scenario = new EdgeScenario(change: options => Options(options, phone, pbx));
        var sender = new WireEnd(scenario.Network, 20);
        sender.Send(scenario.ToEdge, Request("MESSAGE", 1, "c1", null, "", "text/plain", "x"));
        scenario.Network.RunFor(1_000);
        Assert.StartsWith("SIP/2.0 405 ", sender.Heard[^1], StringComparison.Ordinal);
        scenario.RunToTheEnd();
    }

    private const string Contact = "Contact: <sip:phone@10.0.0.20:5060>\r\n";

    private static EdgeOptions Options(EdgeOptions options, PassMode phone, PassMode pbx) => options with
    {
        Acls = ImmutableSortedDictionary<string, AclOptions>.Empty,
        Domains = TestOptions.Named(("edge.example", new DomainOptions())),
        Trunks = TestOptions.Named(("phones", Trunk("10.0.0.20", phone)), ("pbx", Trunk("10.0.0.21", pbx))),
        Routes = [new RouteOptions { To = "pbx" }],
    };

    private static TrunkOptions Trunk(string address, PassMode mode) => new()
    {
        Gateways = [new GatewayOptions { Name = "one", Address = address }],
        Signalling = new SignallingOptions { Message = mode, Subscribe = mode },
    };

    private void Run() => _scenario.Network.RunFor(200);

    private void Ask(
        string method, string headers, string type = "", string body = "", string? toTag = null, bool sameCall = false)
    {
        _sent += sameCall ? 0 : 1;
        _phone.Send(
            _scenario.ToEdge, Request(method, toTag is null ? 1 : 2, $"call-{_sent}", toTag, $"User-Agent: phone\r\n{headers}", type, body));
    }

    private void Notify(string subscribe, int cseq, string state, string body, WireEnd? from = null)
    {
        var ours = Part(subscribe, "From");
        var theirs = Part(subscribe, "To");
        (from ?? _pbx).Send(
            _scenario.ToEdge,
            $"NOTIFY sip:10.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.21:5060;branch=z9hG4bKn{cseq}\r\nMax-Forwards: 70\r\n"
            + $"From: {theirs};tag=their-tag\r\nTo: {ours}\r\nCall-ID: {Part(subscribe, "Call-ID")}\r\nCSeq: {cseq} NOTIFY\r\n"
            + $"Contact: <sip:pbx@10.0.0.21>\r\nEvent: message-summary\r\nSubscription-State: {state}\r\n"
            + $"{(body.Length == 0 ? "" : "Content-Type: application/simple-message-summary\r\n")}Content-Length: {body.Length}\r\n\r\n{body}");
    }

    private static string Request(
        string method, int cseq, string callId, string? toTag, string headers, string type, string body) =>
        $"{method} sip:300@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.20:5060;branch=z9hG4bK{callId}{cseq}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:100@10.0.0.20>;tag=phone\r\nTo: <sip:300@edge.example>{(toTag is null ? "" : $";tag={toTag}")}\r\n"
        + $"Call-ID: {callId}\r\nCSeq: {cseq} {method}\r\n{headers}"
        + $"{(body.Length == 0 ? "" : $"Content-Type: {type}\r\n")}Content-Length: {body.Length}\r\n\r\n{body}";

    private static string Part(string message, string name) => message.Split($"\r\n{name}: ")[1].Split("\r\n")[0];
}
