using System.Collections.Immutable;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Calls;

/// <summary>A 3xx of a gateway, by the mode of its trunk.</summary>
public sealed class RedirectTests
{
    [Fact]
    public void A_redirected_call_goes_where_the_caller_may_call_and_says_whom_it_called_before()
    {
        using var test = Following(RedirectMode.Follow);
        test.Bob.AnswerStatus = 302;
        test.Bob.ExtraHeaders = "Contact: <sip:700@evil.example>;q=0.9, <sip:901@10.9.9.9>;q=0.7, <sip:900@10.9.9.9>;q=0.8\r\n";
        test.Scenario.Call("300");
        test.Run(1_000);
        Assert.True(test.Alice.Confirmed);
        var invite = TransferTests.Message(test.Carol, "INVITE");
        Assert.StartsWith("INVITE sip:900@10.0.0.4 SIP/2.0\r\n", invite, StringComparison.Ordinal);
        Assert.Contains("\r\nDiversion: <sip:300@10.0.0.1>;reason=deflection;counter=1\r\n", invite, StringComparison.Ordinal);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
        Assert.Equal([302, 200], test.Scenario.OnlyCall.Attempts.Select(static attempt => attempt.Status));
        Assert.Equal("redirected", test.Scenario.OnlyCall.Attempts[0].Reason);
    }

    [Theory]
    [InlineData(RedirectMode.Refuse, "Contact: <sip:900@10.9.9.9>\r\n")]
    [InlineData(RedirectMode.Follow, "Contact: <sip:700@10.0.0.4>\r\n")] // no route of the caller's
    [InlineData(RedirectMode.Follow, "Contact: <sip:300@10.0.0.4>\r\n")] // where it has been
    [InlineData(RedirectMode.Follow, "Contact: <sip:10.0.0.4>\r\n")] // no number
    [InlineData(RedirectMode.Follow, "")]
    public void Any_other_is_refused(RedirectMode mode, string contact)
    {
        using var test = Following(mode);
        test.Bob.AnswerStatus = 302;
        test.Bob.ExtraHeaders = contact;
        test.Scenario.Call("300");
        test.Scenario.RunToTheEnd();
        Assert.Equal(480, test.Alice.FinalStatus);
        Assert.Empty(test.Carol.Heard);
    }

    [Fact]
    public void Two_that_redirect_to_each_other_end_it()
    {
        using var test = Following(RedirectMode.Follow);
        (test.Bob.AnswerStatus, test.Carol.AnswerStatus) = (302, 302);
        test.Bob.ExtraHeaders = "Contact: <sip:900@x>\r\n";
        test.Carol.ExtraHeaders = "Contact: <sip:300@x>\r\n";
        test.Scenario.Call("300");
        test.Scenario.RunToTheEnd();
        Assert.Equal(480, test.Alice.FinalStatus);
        Assert.Equal(2, test.Scenario.OnlyCall.Attempts.Count);
    }

    [Fact]
    public void Who_is_not_in_a_rollout_to_TLS_is_not_in_it_by_a_redirection_either()
    {
        using var test = new TransferScenario(ReferMode.Reject, change: static options => options with
        {
            Trunks = options.Trunks
                .SetItem("pbx", options.Trunks["pbx"] with { Signalling = new SignallingOptions { Redirect = RedirectMode.Follow } })
                .SetItem("carrier", options.Trunks["carrier"] with
                {
                    Gateways =
                    [
                        new GatewayOptions { Name = "tls", Address = "10.0.0.4", Transport = TransportKind.Tls },
                        .. options.Trunks["carrier"].Gateways,
                    ],
                    TlsRollout = new TlsRolloutOptions { Users = ["somebody"] },
                }),
        });
        test.Bob.AnswerStatus = 302;
        test.Bob.ExtraHeaders = "Contact: <sip:900@x>\r\n";
        test.Scenario.Call("300");
        test.Run(1_000);
        Assert.True(test.Carol.Confirmed);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
        Assert.DoesNotContain(test.Scenario.OnlyCall.Attempts, static attempt => attempt.Gateway == "tls");
    }

    [Fact]
    public void A_reload_in_between_does_not_mix_two_configurations_in_one_call()
    {
        using var test = Following(RedirectMode.Follow);
        using var reloaded = new TransferScenario(ReferMode.Reject, change: static options => options with { Routes = [] });
        test.Bob.AnswerStatus = 302;
        test.Bob.ExtraHeaders = "Contact: <sip:900@x>\r\n";
        test.Scenario.Call("300");
        test.Run(50);
        test.Scenario.Model = reloaded.Scenario.Model; // in which nobody can be called
        test.Run(1_000);
        Assert.True(test.Carol.Confirmed);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    private static TransferScenario Following(RedirectMode mode) => new(ReferMode.Reject, change: options => options with
    {
        Trunks = options.Trunks.ToImmutableSortedDictionary(
            static trunk => trunk.Key,
            trunk => trunk.Value with
            {
                Identity = new IdentityOptions { Trust = TrustMode.Trusted },
                Signalling = new SignallingOptions { Redirect = mode },
            }),
    });
}
