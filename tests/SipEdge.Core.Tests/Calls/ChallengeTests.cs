using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Calls;

/// <summary>A carrier that challenges: every request of a call gets through, and nobody else hears of it.</summary>
public sealed class ChallengeTests
{
    private static readonly TrunkAuthOptions Account = new()
    {
        Username = "account",
        Password = TestOptions.Password("secret"),
        Realms = ["carrier.example"],
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_challenged_INVITE_is_sent_again_and_the_call_lives(bool proxy)
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard { IsProxy = proxy };
        scenario.Caller.HangUpAfter = 1000;
        scenario.Call();
        scenario.RunToTheEnd();

        var call = scenario.OnlyCall;
        Assert.Equal((200, "caller_hung_up"), (call.Status, call.Reason));
        Assert.Equal(200, Assert.Single(call.Attempts).Status);
        Assert.Equal([("INVITE", 0u), ("INVITE", 1u), ("BYE", 2u)], scenario.Callee.Guard.Seen);
        Assert.DoesNotContain("401", scenario.Caller.Heard);
        Assert.DoesNotContain("407", scenario.Caller.Heard);
        Assert.DoesNotContain(scenario.Caller.Messages, message => message.Contains("Digest", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gateway_that_falls_silent_after_its_challenge_is_given_up_after_attempt_timeout()
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard();
        scenario.Second.Guard = new DigestGuard();
        scenario.Caller.HangUpAfter = 1000;
        var first = SocketEndpoint.FromIpv4(0x0A000003, 5060);
        scenario.Network.Drop = message => message.Flow.Remote == first && message.Text.Contains("\r\nCSeq: 2 INVITE", StringComparison.Ordinal);
        scenario.Call();
        scenario.Network.RunFor(8_000);

        Assert.Equal(200, scenario.Caller.FinalStatus);
        scenario.RunToTheEnd();
        Assert.Equal(["attempt_timeout", "answered"], scenario.OnlyCall.Attempts.Select(static attempt => attempt.Reason));
    }

    [Fact]
    public void The_second_INVITE_is_the_first_with_the_next_number_and_credentials_and_the_ACK_repeats_them()
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard { Only = [SipMethod.Invite] };
        scenario.Caller.HangUpAfter = 1000;
        scenario.Call();
        scenario.RunToTheEnd();

        var invites = scenario.Callee.Messages.Where(static message => message.StartsWith("INVITE", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, invites.Count);
        string[] changing = ["Via", "CSeq", "Proxy-Authorization"];
        Assert.Equal(Without(invites[0], changing), Without(invites[1], changing));
        Assert.Equal(("1 INVITE", "2 INVITE"), (Line(invites[0], "CSeq"), Line(invites[1], "CSeq")));
        var ack = scenario.Callee.Messages.Last(static message => message.StartsWith("ACK", StringComparison.Ordinal));
        Assert.Equal("2 ACK", Line(ack, "CSeq"));
        Assert.Equal(Line(invites[1], "Proxy-Authorization"), Line(ack, "Proxy-Authorization"));
        var bye = Assert.Single(scenario.Callee.Messages, static message => message.StartsWith("BYE", StringComparison.Ordinal));
        Assert.Equal("3 BYE", Line(bye, "CSeq"));
    }

    [Theory]
    [InlineData(SipMethod.Invite, "re-INVITE")]
    [InlineData(SipMethod.Update, "UPDATE")]
    [InlineData(SipMethod.Info, "INFO")]
    public void A_request_inside_the_call_is_sent_again_when_its_nonce_has_grown_old(SipMethod method, string what)
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard { Uses = 1 };
        scenario.Call();
        scenario.Network.RunFor(1000);
        scenario.Caller.Reoffer(method, method == SipMethod.Info ? "x=1" : SimulatedPhone.Description("192.0.2.9", 40002),
            scenario.Now, contentType: method == SipMethod.Info ? "text/plain" : "application/sdp");
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(2000);
        Assert.Equal("200", scenario.Caller.Heard[^1]);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
        Assert.True(scenario.Callee.Ended, $"after a challenged {what} the BYE got through as well");
        Assert.DoesNotContain("401", scenario.Caller.Heard);
        Assert.DoesNotContain("407", scenario.Caller.Heard);
    }

    [Fact]
    public void A_BYE_that_is_challenged_when_the_call_is_gone_ends_the_carriers_call_all_the_same()
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard { Only = [SipMethod.Bye] };
        scenario.Caller.HangUpAfter = 1000;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal([("BYE", 0u), ("BYE", 1u)], scenario.Callee.Guard.Seen);
        Assert.True(scenario.Callee.Ended);
    }

    [Fact]
    public void A_CANCEL_carries_no_credentials_and_ends_the_INVITE_that_was_sent_again()
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard();
        scenario.Callee.AnswerAfter = 0;
        scenario.Caller.CancelAfter = 2000;
        scenario.Call();
        scenario.RunToTheEnd();

        var cancel = Assert.Single(scenario.Callee.Messages, static message => message.StartsWith("CANCEL", StringComparison.Ordinal));
        Assert.Equal("2 CANCEL", Line(cancel, "CSeq"));
        Assert.DoesNotContain("Authorization", cancel, StringComparison.Ordinal);
        Assert.Equal(487, scenario.OnlyCall.Status);
    }

    [Fact]
    public void A_PRACK_and_the_BYE_of_an_early_dialog_carry_credentials_of_their_own_request_at_once()
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard();
        scenario.Callee.RingsReliably = true;
        scenario.Callee.AnswerAfter = 0;
        scenario.Callee.Forks.Add(new ForkPlan(500));
        scenario.Call();
        scenario.Network.RunFor(2_000);
        scenario.Caller.SendEarly(0, SipMethod.Bye, scenario.Now);
        scenario.Network.RunFor(1_000);

        Assert.Equal([("INVITE", 0u), ("INVITE", 1u), ("PRACK", 2u), ("BYE", 3u)], scenario.Callee.Guard.Seen);
        scenario.Caller.SendEarly(1, SipMethod.Bye, scenario.Now);
        scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData("no_credentials_for_realm", "harvest.example", "Digest realm=\"harvest.example\", nonce=\"n\", qop=\"auth\"")]
    [InlineData("challenge_not_understood", null, "Bearer realm=\"carrier.example\"")]
    [InlineData("challenge_not_understood", "carrier.example", "Digest realm=\"carrier.example\", nonce=\"n\", algorithm=MD5", "Digest realm=\"carrier.example\", qop=\"auth\"")]
    [InlineData("challenge_too_weak", "carrier.example", "Digest realm=\"carrier.example\", nonce=\"n\", qop=\"auth\"")]
    public void What_is_not_answered_ends_the_call_and_names_why(string reason, string? realm, params string[] says)
    {
        using var scenario = Scenario(Account with { MinAlgorithm = DigestAlgorithm.Sha256 });
        scenario.Callee.Guard = new DigestGuard { Says = says };
        scenario.Call();
        scenario.RunToTheEnd();

        var call = scenario.OnlyCall;
        if (says.Length > 1)
        {
            // Of one weak and one broken challenge the weak one says more.
            reason = "challenge_too_weak";
        }
        Assert.Equal((503, reason), (call.Status, call.Reason));
        var attempt = Assert.Single(call.Attempts);
        Assert.Equal((407, reason, realm), (attempt.Status, attempt.Reason, attempt.Realm));
        Assert.Equal(503, scenario.Caller.FinalStatus);
        Assert.Equal(0, scenario.Callee.Guard.Passed);
        Assert.DoesNotContain(scenario.Callee.Messages, static message => message.Contains("Authorization", StringComparison.Ordinal));
        Assert.Empty(scenario.Second.Heard);
    }

    [Fact]
    public void A_wrong_password_is_tried_once_and_no_other_gateway_is_asked()
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard { Password = "another" };
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal((503, "credentials_refused"), (scenario.OnlyCall.Status, scenario.OnlyCall.Reason));
        Assert.Equal(2, scenario.Callee.Guard.Asked);
        Assert.Empty(scenario.Second.Heard);
    }

    [Fact]
    public void Where_the_trunk_says_so_the_next_gateway_is_asked()
    {
        using var scenario = Scenario(Account with { WhenRefused = WhenRefused.FailOver });
        scenario.Callee.Guard = new DigestGuard { Password = "another" };
        scenario.Caller.HangUpAfter = 1000;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal([(407, "credentials_refused"), (200, "answered")], scenario.OnlyCall.Attempts.Select(a => (a.Status, a.Reason)));
    }

    [Fact]
    public void A_carrier_that_asks_for_ever_is_answered_three_times()
    {
        using var scenario = Scenario();
        scenario.Callee.Guard = new DigestGuard { Uses = 0, SaysStale = true };
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal((503, "challenged_too_often"), (scenario.OnlyCall.Status, scenario.OnlyCall.Reason));
        Assert.Equal(1 + DigestClient.MaxRounds, scenario.Callee.Guard.Asked);
    }

    [Fact]
    public void Over_udp_nothing_is_answered_where_tls_is_required()
    {
        using var scenario = Scenario(Account with { RequireTlsForAuth = true });
        scenario.Callee.Guard = new DigestGuard();
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal("challenge_needs_tls", scenario.OnlyCall.Reason);
        Assert.DoesNotContain(scenario.Callee.Messages, static message => message.Contains("Authorization", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void Under_loss_challenged_calls_end_and_leave_nothing(double loss)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            using var scenario = Scenario(seed: seed);
            scenario.Network.Loss = loss;
            scenario.Callee.Guard = new DigestGuard { Uses = 1 + (seed % 3), SaysStale = seed % 2 == 0 };
            scenario.Caller.HangUpAfter = 1500;
            scenario.Call();
            scenario.RunToTheEnd();
            Assert.True(scenario.Calls.Count == 1, $"seed {seed}: {scenario.Calls.Count} records");
            Assert.True(loss > 0 || scenario.OnlyCall.Reason == "caller_hung_up", $"seed {seed}: {scenario.OnlyCall.Reason}");
        }
    }

    private static EdgeScenario Scenario(TrunkAuthOptions? auth = null, int seed = 1) => new(seed, options => options with
    {
        Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with { Auth = auth ?? Account }),
    });

    private static string Line(string message, string name) => message.Split("\r\n")
        .First(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))[(name.Length + 2)..];

    private static string Without(string message, string[] names) => string.Join("\n", message.Split("\r\n")
        .Where(line => !names.Any(name => line.StartsWith($"{name}: ", StringComparison.Ordinal))));
}
