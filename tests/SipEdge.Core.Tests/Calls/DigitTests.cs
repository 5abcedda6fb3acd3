using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Digits between a leg that has them in RTP and one that has them in INFO, on a simulated network (V-26).</summary>
public sealed class DigitTests
{
    [Fact]
    public void Digits_that_the_relay_heard_reach_the_other_leg_as_INFO()
    {
        using var scenario = Up(DtmfMode.Rfc4733, DtmfMode.Info);
        Press(scenario, MediaSide.A, new(DtmfDigit.Five, 160), new(DtmfDigit.Pound, 90));
        scenario.RunToTheEnd();

        Assert.Equal(["Signal=5\r\nDuration=160\r\n", "Signal=#\r\nDuration=90\r\n"], Bodies(scenario.Callee));
        var info = scenario.Callee.Messages.First(static text => text.StartsWith("INFO", StringComparison.Ordinal));
        Assert.Contains("Content-Type: application/dtmf-relay\r\n", info, StringComparison.Ordinal);
        Assert.DoesNotContain("INFO", scenario.Caller.Heard);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_caller_with_INFO_hears_of_the_callees_digits()
    {
        using var scenario = Up(DtmfMode.Info, DtmfMode.Rfc4733);
        Press(scenario, MediaSide.B, new DigitPress(DtmfDigit.D, 100));
        scenario.RunToTheEnd();

        Assert.Equal(["Signal=D\r\nDuration=100\r\n"], Bodies(scenario.Caller));
    }

    [Fact]
    public void Digits_come_in_order_and_once_whatever_the_network_loses()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            using var scenario = Up(DtmfMode.Rfc4733, DtmfMode.Info, seed);
            scenario.Network.Loss = 0.2;
            scenario.Network.MaxLatency = 40;
            Press(scenario, MediaSide.A, [.. Enumerable.Range(0, 10).Select(i => new DigitPress((DtmfDigit)i, 100))]);
            scenario.Network.RunFor(45_000);
            scenario.Network.Loss = 0;
            scenario.RunToTheEnd();

            var numbers = Bodies(scenario.Callee).Select(static body => body[7..8]).Distinct();
            Assert.Equal("0123456789", string.Concat(numbers));
            Assert.Equal(10, scenario.Callee.Messages
                .Where(static text => text.StartsWith("INFO", StringComparison.Ordinal))
                .Select(static text => text[text.IndexOf("CSeq:", StringComparison.Ordinal)..].Split("\r\n")[0]).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(DtmfMode.Rfc4733)]
    [InlineData(DtmfMode.Inband)]
    public void A_leg_that_did_not_ask_for_INFO_gets_none(DtmfMode mode)
    {
        using var scenario = Up(DtmfMode.Rfc4733, mode);
        Press(scenario, MediaSide.A, new DigitPress(DtmfDigit.Five, 160));
        scenario.RunToTheEnd();

        Assert.DoesNotContain("INFO", scenario.Callee.Heard);
    }

    [Fact]
    public void Digits_before_the_answer_reach_nobody()
    {
        using var scenario = Scenario(DtmfMode.Rfc4733, DtmfMode.Info, seed: 1);
        scenario.Callee.EarlyMedia = true;
        scenario.Caller.HangUpAfter = 1000;
        scenario.Call();
        scenario.Network.RunFor(100);
        Press(scenario, MediaSide.A, new DigitPress(DtmfDigit.Five, 160));
        scenario.RunToTheEnd();

        Assert.DoesNotContain("INFO", scenario.Callee.Heard);
    }

    [Fact]
    public void An_INFO_that_nobody_takes_apart_passes()
    {
        using var scenario = Up(DtmfMode.Info, DtmfMode.Info);
        scenario.Caller.Reoffer(SipMethod.Info, "Signal=5\r\n", scenario.Now, contentType: "application/dtmf-relay");
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Equal(["Signal=5\r\n"], Bodies(scenario.Callee));
        Assert.Empty(scenario.Media.Sessions.Single().Digits);
    }

    [Theory]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=250\r\n", DtmfDigit.Five, 250)]
    [InlineData("application/dtmf", "*", DtmfDigit.Star, 160)]
    public void An_INFO_becomes_an_event_for_the_leg_that_takes_them(
        string contentType, string body, DtmfDigit digit, int milliseconds)
    {
        using var scenario = Up(DtmfMode.Info, DtmfMode.Rfc4733);
        scenario.Caller.Reoffer(SipMethod.Info, body, scenario.Now, contentType: contentType);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Equal(
            (MediaSide.B, new DigitPress(digit, milliseconds)), Assert.Single(scenario.Media.Sessions.Single().Digits));
        Assert.DoesNotContain("INFO", scenario.Callee.Heard);
        Assert.Contains(scenario.Caller.Messages, IsOkToInfo);
    }

    [Fact]
    public void An_INFO_of_a_leg_that_has_events_passes_or_the_digit_would_be_heard_twice()
    {
        using var scenario = Up(DtmfMode.Rfc4733, DtmfMode.Rfc4733);
        scenario.Caller.Reoffer(SipMethod.Info, "Signal=5\r\n", scenario.Now, contentType: "application/dtmf-relay");
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Empty(scenario.Media.Sessions.Single().Digits);
        Assert.Equal(["Signal=5\r\n"], Bodies(scenario.Callee));
    }

    [Theory]
    [InlineData("application/sdp")]
    [InlineData("Application/SDP ; charset=utf-8")]
    [InlineData("multipart/mixed;boundary=x")]
    [InlineData("message/sipfrag")]
    public void An_INFO_that_may_show_where_the_other_side_is_is_refused(string contentType)
    {
        using var scenario = Up(DtmfMode.Info, DtmfMode.Info);
        scenario.Caller.Reoffer(SipMethod.Info, SimulatedPhone.Description("192.0.2.66", 4000), scenario.Now, contentType: contentType);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        var refused = Assert.Single(scenario.Caller.Messages, static text => text.StartsWith("SIP/2.0 415", StringComparison.Ordinal));
        Assert.Contains("\r\nAccept: application/dtmf-relay, application/dtmf\r\n", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("INFO", scenario.Callee.Heard);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_description_in_the_answer_to_an_INFO_reaches_nobody()
    {
        using var scenario = Up(DtmfMode.Info, DtmfMode.Info);
        scenario.Callee.InfoAnswer = SimulatedPhone.Description("192.0.2.66", 4000);
        scenario.Caller.Reoffer(SipMethod.Info, "<x/>", scenario.Now, contentType: "application/xml");
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Equal(["<x/>"], Bodies(scenario.Callee));
        Assert.Contains(scenario.Caller.Messages, IsOkToInfo);
        Assert.DoesNotContain(scenario.Caller.Messages, static text => text.Contains("192.0.2.66", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_digit_is_refused_and_other_bodies_and_packages_pass()
    {
        using var scenario = Up(DtmfMode.Info, DtmfMode.Rfc4733);
        scenario.Caller.Reoffer(SipMethod.Info, "Signal=55\r\n", scenario.Now, contentType: "application/dtmf-relay");
        scenario.Caller.Reoffer(SipMethod.Info, "<x/>", scenario.Now, contentType: "application/xml");
        scenario.Caller.Reoffer(
            SipMethod.Info, "Signal=5\r\n", scenario.Now, "Info-Package: infoDtmf\r\n", "application/dtmf-relay");
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Contains(scenario.Caller.Messages, static text => text.StartsWith("SIP/2.0 400 Bad Digit", StringComparison.Ordinal));
        Assert.Equal(["<x/>", "Signal=5\r\n"], Bodies(scenario.Callee));
        Assert.Empty(scenario.Media.Sessions.Single().Digits);
    }

    [Fact]
    public void The_relay_is_told_to_take_the_events_of_a_leg_whose_other_side_has_INFO()
    {
        using var scenario = Up(DtmfMode.Rfc4733, DtmfMode.Info);
        var session = scenario.Media.Sessions.Single();
        var (caller, callee) = (session.Latest(MediaSide.A)!.Value, session.Latest(MediaSide.B)!.Value);
        scenario.RunToTheEnd();

        Assert.Equal((101, true), (caller.EventPayload, caller.TakeDigits));
        Assert.Equal((255, 255, false), (callee.EventPayload, callee.SendEventPayload, callee.TakeDigits));
    }

    private static bool IsOkToInfo(string text) =>
        text.StartsWith("SIP/2.0 200", StringComparison.Ordinal) && text.Contains(" INFO\r\n", StringComparison.Ordinal);

    private static EdgeScenario Scenario(DtmfMode caller, DtmfMode callee, int seed) => new(seed, change: options => options with
    {
        Media = options.Media with { Policy = new MediaPolicyOptions { Dtmf = caller } },
        Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with { Media = new MediaPolicyOptions { Dtmf = callee } }),
    });

    /// <summary>A call that is up, and that the caller ends after a minute.</summary>
    private static EdgeScenario Up(DtmfMode caller, DtmfMode callee, int seed = 1)
    {
        var scenario = Scenario(caller, callee, seed);
        scenario.Caller.HangUpAfter = 60_000;
        scenario.Call();
        scenario.Network.RunFor(500);
        Assert.True(scenario.Caller.Confirmed);
        return scenario;
    }

    private static void Press(EdgeScenario scenario, MediaSide side, params DigitPress[] presses)
    {
        foreach (var press in presses)
        {
            scenario.Media.Raise(new MediaEvent(
                MediaEventKind.Digit, side, scenario.Media.Sessions.Single().Id, default,
                (int)press.Digit | (press.Milliseconds << 8)));
        }
    }

    private static string[] Bodies(SimulatedPhone phone) =>
    [
        .. phone.Messages.Where(static text => text.StartsWith("INFO", StringComparison.Ordinal))
            .Select(static text => text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]),
    ];
}
