using System.Globalization;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Registrations;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Registrations;

/// <summary>An edge that registers at a carrier on the simulated network.</summary>
public sealed class RegistrationTests
{
    private const int MostInAMinute = 20;

    private static readonly TrunkAuthOptions Account = new()
    {
        Username = "account",
        Password = TestOptions.Password("secret"),
        Realms = ["carrier.example"],
    };

    private static readonly RegisterOptions Rules = new() { RegistrarDomain = "carrier.example", Expires = TimeSpan.FromMinutes(10) };

    [Fact]
    public void It_registers_with_credentials_and_tells_all_of_it()
    {
        using var bed = new Bed();
        bed.Registrar.Guard = new DigestGuard { IsProxy = false };
        bed.Run(1000);

        var status = bed.Status;
        Assert.Equal((RegistrationState.Registered, 200, 2u), (status.State, status.Code, status.CSeq));
        Assert.Equal(TimeSpan.FromMinutes(10), status.GrantedExpires);
        Assert.Equal("10.0.0.9:5060", status.Registrar);
        Assert.InRange(status.NextRefresh!.Value - status.ChangedAt, TimeSpan.FromSeconds(419), TimeSpan.FromSeconds(511));
        Assert.True(status.IsUsable);
        var first = bed.Registrar.Asked[0].Text;
        Assert.StartsWith("REGISTER sip:carrier.example SIP/2.0\r\n", first, StringComparison.Ordinal);
        Assert.Contains("\r\nTo: <sip:account@carrier.example>\r\n", first, StringComparison.Ordinal);
        Assert.Contains("\r\nContact: <sip:account@10.0.0.1:5060>\r\n", first, StringComparison.Ordinal);
        Assert.Equal(["registered"], bed.Scenario.Registrations.Select(static record => record.Outcome));
    }

    [Fact]
    public void It_refreshes_in_time_with_the_same_Call_ID_and_credentials_at_once()
    {
        using var bed = new Bed();
        bed.Registrar.Guard = new DigestGuard { IsProxy = false };
        bed.Registrar.Grants = 60;
        bed.Run(600_000);

        Assert.True(bed.Registrar.BoundUntil > bed.Now, "the binding stands");
        Assert.Single(bed.Registrar.Asked.Select(static one => Line(one.Text, "Call-ID")).Distinct());
        var numbers = bed.Registrar.Asked.Select(static one => int.Parse(Line(one.Text, "CSeq").Split(' ')[0], null)).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        Assert.Equal(1, bed.Registrar.Guard.Asked);
        Assert.InRange(numbers.Count, 11, 16);
        Assert.Equal(RegistrationState.Registered, bed.Status.State);
        Assert.True(bed.Status.ChangedAt < SimulatedTime.Start.AddSeconds(2), "a refresh is no change");
    }

    [Fact]
    public void The_log_says_that_a_registration_ran_out_before_it_says_that_nobody_answers()
    {
        var log = new LogLines();
        using var bed = new Bed(log: log);
        bed.Registrar.Grants = 60;
        bed.Run(1_000);
        bed.Registrar.IsDead = true;
        bed.Run(100_000);

        Assert.Collection(
            log.Lines.Take(3),
            static line => Assert.StartsWith("Information: Trunk carrier is registered at ", line, StringComparison.Ordinal),
            static line => Assert.StartsWith("Warning: Trunk carrier is not registered at 10.0.0.9:5060 any more", line, StringComparison.Ordinal),
            static line => Assert.StartsWith("Warning: Trunk carrier does not register at ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_registration_that_never_stood_is_not_told_to_be_over()
    {
        var log = new LogLines();
        using var bed = new Bed(log: log);
        bed.Registrar.Answers = static _ => (403, "");
        bed.Run(1_000);
        bed.Reload(Account, rules: null);
        bed.Run(1_000);

        Assert.StartsWith("Error: Trunk carrier is refused by its registrar ", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void Whatever_is_lost_on_the_way_it_ends_registered_and_never_floods(double loss)
    {
        for (var seed = 1; seed <= 1000; seed++)
        {
            using var bed = new Bed(seed: seed, loss: loss);
            bed.Registrar.Guard = new DigestGuard { IsProxy = false, Uses = 1 + (seed % 4), SaysStale = seed % 2 == 0 };
            bed.Registrar.Grants = 60 + (seed % 100);
            var dead = new Random(seed).Next(3) == 0;
            bed.Registrar.IsDead = dead;
            bed.Run(dead ? 100_000 : 1);
            bed.Registrar.IsDead = false;
            bed.Run(700_000);
            Assert.True(bed.Status.IsUsable, $"seed {seed}: {bed.Status} dead {dead} asked {string.Join(',', bed.Registrar.Asked.Select(a => a.At))} now {bed.Now}\n{string.Join('\n', bed.Scenario.Registrations)}");
            Assert.True(bed.Registrar.BoundUntil > bed.Now - 1000, $"seed {seed}: the registrar has forgotten it");
            Assert.True(bed.Registrar.MostInAMinute() <= MostInAMinute, $"seed {seed}: {bed.Registrar.MostInAMinute()} in a minute");
        }
    }

    [Theory]
    [InlineData(403, "")]
    [InlineData(404, "")]
    [InlineData(401, "WWW-Authenticate: Digest realm=\"harvest.example\", nonce=\"n\", qop=\"auth\"\r\n")]
    [InlineData(401, "WWW-Authenticate: Digest realm=\"carrier.example\", nonce=\"n\", qop=\"auth\"\r\n")]
    [InlineData(423, "Min-Expires: 100000000\r\n")]
    [InlineData(423, "")]
    [InlineData(603, "")]
    public void A_refusal_that_nothing_cures_is_tried_again_seldom(int status, string headers)
    {
        using var bed = new Bed();
        bed.Registrar.Answers = _ => (status, headers);
        bed.Run(3_600_000);

        Assert.Equal(RegistrationState.Failed, bed.Status.State);
        Assert.Equal(status, bed.Status.Code);
        Assert.InRange(bed.Registrar.Asked.Count, 2, 7);
        Assert.False(bed.Status.IsUsable);
        Assert.DoesNotContain(bed.Registrar.Asked, static one => one.Text.Contains("harvest", StringComparison.Ordinal));
        Assert.All(bed.Scenario.Registrations, static record => Assert.Equal("denied", record.Outcome));
    }

    [Fact]
    public void A_wrong_password_is_sent_once_in_half_an_hour()
    {
        using var bed = new Bed();
        bed.Registrar.Guard = new DigestGuard { IsProxy = false, Password = "another" };
        bed.Run(1_500_000);
        Assert.Equal(2, bed.Registrar.Asked.Count);
        Assert.Equal("credentials_refused \"carrier.example\"", bed.Status.Reason);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(302, "Contact: <sip:192.0.2.66>\r\n")]
    [InlineData(200, "Contact: <sip:account@10.0.0.1:5060>;expires=0\r\n")]
    [InlineData(401, "WWW-Authenticate: Digest realm=\"carrier.example\", nonce=\"n\", qop=\"auth\", stale=true\r\n")]
    public void A_registrar_that_never_takes_it_is_not_flooded(int status, string headers)
    {
        using var bed = new Bed();
        bed.Registrar.Answers = _ => (status, headers);
        bed.Run(3_600_000);
        Assert.False(bed.Status.IsUsable);
        Assert.InRange(bed.Registrar.MostInAMinute(), 2, MostInAMinute);
        Assert.InRange(bed.Registrar.Asked.Count, 4, 120);
        Assert.True(bed.Status.NextRefresh > SimulatedTime.Start.AddHours(1), "it is tried again");
    }

    [Theory]
    [InlineData("Expires: 4294967295\r\n", 600)]
    [InlineData("Expires: 99999999999999999999\r\n", 600)]
    [InlineData("Expires: 30\r\n", 30)]
    [InlineData("", 600)]
    [InlineData("Contact: <sip:account@203.0.113.4:1024>;expires=45\r\n", 45)]
    [InlineData("Contact: <sip:a@b>;expires=5\r\nContact: <sip:ACCOUNT@10.0.0.1:5060>;expires=6\r\nContact: <sip:account@10.0.0.1:5060>;expires=120\r\n", 120)]
    public void What_is_granted_is_read_as_far_as_it_makes_sense(string headers, int granted)
    {
        using var bed = new Bed();
        bed.Registrar.Answers = _ => (200, headers);
        bed.Run(1000);
        Assert.Equal(TimeSpan.FromSeconds(granted), bed.Status.GrantedExpires);
    }

    [Fact]
    public void Hundreds_of_contacts_and_a_grant_of_one_second_make_no_loop()
    {
        using var bed = new Bed();
        var many = string.Concat(Enumerable.Range(0, 60).Select(static n => $"Contact: {string.Join(',', Enumerable.Range(0, 20).Select(m => $"<sip:{n}x{m}@b.example>;expires=1"))}\r\n"));
        bed.Registrar.Answers = _ => (200, $"{many}Expires: 1\r\n");
        bed.Run(300_000);
        Assert.InRange(bed.Registrar.MostInAMinute(), 2, MostInAMinute);
    }

    [Fact]
    public void Retry_After_is_waited_for()
    {
        using var bed = new Bed();
        bed.Registrar.Answers = _ => (503, "Retry-After: 300 (later)\r\n");
        bed.Run(290_000);
        Assert.Single(bed.Registrar.Asked);
        Assert.Equal(RegistrationState.BackingOff, bed.Status.State);
        bed.Registrar.Answers = null;
        bed.Run(60_000);
        Assert.Equal(RegistrationState.Registered, bed.Status.State);
    }

    [Fact]
    public void What_is_too_brief_is_asked_for_longer()
    {
        using var bed = new Bed();
        bed.Registrar.Answers = text => Line(text, "Expires") == "600" ? (423, "Min-Expires: 1800\r\n") : (200, "");
        bed.Run(1000);
        Assert.Equal(["600", "1800"], bed.Registrar.Asked.Select(static one => Line(one.Text, "Expires")));
        Assert.Equal(TimeSpan.FromSeconds(1800), bed.Status.GrantedExpires);
    }

    [Fact]
    public void A_registrar_that_wants_a_second_more_each_time_is_not_followed()
    {
        using var bed = new Bed();
        bed.Registrar.Answers = static text =>
            (423, $"Min-Expires: {int.Parse(Line(text, "Expires"), CultureInfo.InvariantCulture) + 1}\r\n");
        bed.Run(3_600_000);
        Assert.InRange(bed.Registrar.Asked.Count, 2, 7);
        Assert.Equal(RegistrationState.Failed, bed.Status.State);
    }

    [Fact]
    public void When_the_registrar_moves_the_binding_follows_and_the_one_before_lapses()
    {
        using var bed = new Bed();
        bed.Run(1000);
        var moved = new SimulatedRegistrar(SocketEndpoint.FromIpv4(0x0A000013, 5060), bed.Scenario.Network, 77);
        bed.Reload(Account, Rules, static trunk => trunk with { Gateways = [new GatewayOptions { Name = "only", Address = "10.0.0.19" }] });
        bed.Run(3_000);
        Assert.Equal((RegistrationState.Registered, "10.0.0.19:5060"), (bed.Status.State, bed.Status.Registrar));
        Assert.Single(bed.Registrar.Asked);
        var (first, then) = (bed.Registrar.Asked[0].Text, Assert.Single(moved.Asked).Text);
        Assert.Equal(Line(first, "Call-ID"), Line(then, "Call-ID"));
        Assert.Equal(("1 REGISTER", "2 REGISTER"), (Line(first, "CSeq"), Line(then, "CSeq")));
    }

    [Fact]
    public void One_too_long_for_a_datagram_goes_over_TCP_and_registers_the_same_contact()
    {
        using var bed = new Bed(change: static trunk => trunk with { Signalling = new SignallingOptions { UdpMaxBytes = 500 } });
        bed.Registrar.Guard = new DigestGuard { IsProxy = false };
        bed.Registrar.Grants = 60;
        bed.Run(200_000);
        Assert.Contains(bed.Registrar.Asked, static one => Line(one.Text, "Via").StartsWith("SIP/2.0/TCP ", StringComparison.Ordinal));
        Assert.Equal("<sip:account@10.0.0.1:5060>", Assert.Single(bed.Registrar.Asked.Select(static one => Line(one.Text, "Contact")).Distinct()));
        Assert.Equal((RegistrationState.Registered, 0), (bed.Status.State, bed.Status.Connection));
        // It is a binding over UDP: a connection that closes ends nothing.
        var asked = bed.Registrar.Asked.Count;
        bed.Scenario.Network.CutStreams();
        bed.Run(5_000);
        Assert.Equal((asked, RegistrationState.Registered), (bed.Registrar.Asked.Count, bed.Status.State));
    }

    [Fact]
    public void The_next_address_is_asked_when_one_is_dead()
    {
        using var bed = new Bed(rules: Rules, more: [new GatewayOptions { Name = "dead", Address = "10.0.0.8", Priority = 0 }]);
        bed.Run(40_000);
        Assert.Equal((RegistrationState.Registered, "10.0.0.9:5060"), (bed.Status.State, bed.Status.Registrar));
    }

    [Fact]
    public void A_binding_outlasts_a_refresh_that_fails_and_then_lapses()
    {
        using var bed = new Bed();
        bed.Registrar.Grants = 120;
        bed.Run(1000);
        bed.Registrar.IsDead = true;
        bed.Run(115_000);
        Assert.True(bed.Status.IsUsable);
        bed.Run(60_000);
        Assert.False(bed.Status.IsUsable);
        Assert.Contains("lost", bed.Scenario.Registrations.Select(static record => record.Outcome));
        bed.Registrar.IsDead = false;
        bed.Run(700_000);
        Assert.True(bed.Status.IsUsable);
    }

    [Fact]
    public void A_reload_that_changes_nothing_sends_nothing_and_one_that_changes_the_user_removes_the_old_binding_first()
    {
        using var bed = new Bed();
        bed.Run(1000);
        bed.Reload(Account, Rules with { Retry = TimeSpan.FromSeconds(20) });
        bed.Run(1000);
        Assert.Single(bed.Registrar.Asked);

        bed.Reload(Account with { Username = "second" }, Rules);
        bed.Run(1000);
        Assert.Equal([("account", "600"), ("account", "0"), ("second", "600")], bed.Registrar.Asked.Select(static one =>
            (Line(one.Text, "To").Split(':', '@')[1], Line(one.Text, "Expires"))));
        Assert.Equal(RegistrationState.Registered, bed.Status.State);

        bed.Reload(Account, null);
        bed.Run(1000);
        Assert.Equal("0", Line(bed.Registrar.Asked[^1].Text, "Expires"));
        Assert.Equal(RegistrationState.Disabled, bed.Status.State);
    }

    [Fact]
    public void A_drain_removes_the_binding_and_a_dead_registrar_does_not_hold_it_up()
    {
        using var bed = new Bed();
        bed.Run(1000);
        bed.Scenario.Edge.BeginDrain(bed.Now);
        Assert.Equal(1, bed.Scenario.Edge.Unregistering);
        bed.Run(1000);
        Assert.Equal((0L, 0), (bed.Registrar.BoundUntil, bed.Scenario.Edge.Unregistering));

        using var other = new Bed();
        other.Run(1000);
        other.Registrar.IsDead = true;
        other.Scenario.Edge.BeginDrain(other.Now);
        other.Run(5000);
        Assert.Equal(0, other.Scenario.Edge.Unregistering);
    }

    [Fact]
    public void A_trunk_that_is_switched_off_ends_its_registration_and_one_that_is_switched_on_again_registers_anew()
    {
        using var bed = new Bed();
        bed.Registrar.Guard = new DigestGuard { IsProxy = false };
        bed.Run(1000);
        bed.Reload(Account, Rules, static trunk => trunk with { Active = false });
        bed.Run(1000);
        Assert.Equal("0", Line(bed.Registrar.Asked[^1].Text, "Expires"));
        Assert.Single(bed.Registrar.Asked.Select(static one => Line(one.Text, "Call-ID")).Distinct());
        Assert.Equal((0L, RegistrationState.Disabled), (bed.Registrar.BoundUntil, bed.Status.State));
        Assert.Equal("unregistered", bed.Scenario.Registrations[^1].Outcome);
        var asked = bed.Registrar.Asked.Count;
        bed.Run(3_600_000);
        Assert.Equal(asked, bed.Registrar.Asked.Count);

        bed.Reload(Account, Rules);
        bed.Run(1000);
        Assert.True(bed.Registrar.BoundUntil > bed.Now);
        Assert.Equal(RegistrationState.Registered, bed.Status.State);
    }

    [Fact]
    public void A_trunk_that_is_switched_on_while_its_registration_ends_is_registered_in_the_end()
    {
        using var bed = new Bed();
        bed.Run(1000);
        bed.Registrar.IsDead = true;
        bed.Reload(Account, Rules, static trunk => trunk with { Active = false });
        bed.Run(100);
        Assert.Equal(RegistrationState.Unregistering, bed.Status.State);
        bed.Registrar.IsDead = false;
        bed.Reload(Account, Rules);
        bed.Run(1000);
        Assert.Equal(["600", "0", "600"], bed.Registrar.Asked.Select(static one => Line(one.Text, "Expires")));
        Assert.Equal((true, RegistrationState.Registered), (bed.Registrar.BoundUntil > bed.Now, bed.Status.State));
    }

    [Fact]
    public void A_drained_trunk_stays_registered_and_takes_no_calls()
    {
        using var bed = new Bed();
        bed.Registrar.Grants = 60;
        bed.Run(1000);
        bed.Reload(Account, Rules, static trunk => trunk with { Draining = true });
        bed.Run(600_000);
        Assert.True(bed.Registrar.BoundUntil > bed.Now, "it is refreshed");
        Assert.Equal(RegistrationState.Registered, bed.Status.State);
        Assert.DoesNotContain(bed.Registrar.Asked, static one => Line(one.Text, "Expires") == "0");
        Assert.Equal(("trunk_draining", 503), bed.CallFromRegistrar());
    }

    [Fact]
    public void A_binding_whose_refresh_failed_is_removed_all_the_same()
    {
        using var bed = new Bed();
        bed.Registrar.Grants = 600;
        bed.Run(1000);
        bed.Registrar.Answers = static _ => (500, "");
        while (bed.Status.Code != 500)
        {
            bed.Run(1000);
        }
        bed.Registrar.Answers = null;
        Assert.True(bed.Registrar.BoundUntil > bed.Now, "the old binding stands");
        bed.Reload(Account, Rules, static trunk => trunk with { Active = false });
        bed.Run(1000);
        Assert.Equal((0L, RegistrationState.Disabled), (bed.Registrar.BoundUntil, bed.Status.State));
    }

    [Fact]
    public void A_binding_is_removed_where_it_was_made_also_after_a_reload()
    {
        using var bed = new Bed(rules: Rules, more: [new GatewayOptions { Name = "dead", Address = "10.0.0.8", Priority = 0 }]);
        bed.Run(40_000);
        bed.Reload(Account, Rules with { Retry = TimeSpan.FromSeconds(20) });
        Assert.Equal("10.0.0.9:5060", bed.Status.Registrar);
        bed.Reload(Account, Rules, static trunk => trunk with { Active = false });
        bed.Run(1000);
        Assert.Equal((0L, RegistrationState.Disabled), (bed.Registrar.BoundUntil, bed.Status.State));
    }

    [Fact]
    public void Through_an_outbound_proxy_it_is_the_registrar_that_is_asked()
    {
        using var bed = new Bed();
        bed.Reload(Account, Rules, static trunk => trunk with
        {
            OutboundProxy = "10.0.0.9",
            Gateways = [new GatewayOptions { Name = "only", Address = "203.0.113.77" }],
        });
        bed.Run(1000);
        bed.Reload(Account with { Username = "second" }, Rules, static trunk => trunk with { OutboundProxy = "10.0.0.9" });
        bed.Run(1000);
        var (_, removed) = bed.Registrar.Asked[^2];
        Assert.Equal(("0", "<sip:10.0.0.9;lr>"), (Line(removed, "Expires"), Line(removed, "Route")));
        Assert.StartsWith("REGISTER sip:carrier.example ", bed.Registrar.Asked[^1].Text, StringComparison.Ordinal);
        Assert.Equal("<sip:10.0.0.9;lr>", Line(bed.Registrar.Asked[^1].Text, "Route"));
    }

    [Fact]
    public void Calls_come_in_from_the_registrar_while_it_is_registered_and_not_before_or_after()
    {
        using var bed = new Bed();
        bed.Registrar.Answers = _ => (403, "");
        bed.Run(1000);
        Assert.Equal("trunk_not_registered", bed.CallFromRegistrar().Reason);

        using var registered = new Bed();
        registered.Run(1000);
        Assert.Null(registered.CallFromRegistrar().Reason);
        Assert.Equal("carrier", Assert.Single(registered.Scenario.Calls).CallerTrunk);
    }

    [Fact]
    public void What_passed_is_kept_without_what_could_be_guessed_from()
    {
        using var bed = new Bed();
        bed.Registrar.Guard = new DigestGuard { IsProxy = false };
        bed.Registrar.Grants = 60;
        bed.Run(900_000);
        var trace = bed.Scenario.Edge.RegistrationTrace("carrier")!;
        Assert.Equal(RegistrationTrace.Most, trace.Count);
        var texts = trace.Select(static one => Encoding.ASCII.GetString(one.Bytes)).ToList();
        Assert.Contains(texts, static text => text.Contains("response=\"xxxxxxxx", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, static text => text.Contains("response=\"", StringComparison.Ordinal)
            && !text.Contains("response=\"xxxx", StringComparison.Ordinal));
        Assert.Null(bed.Scenario.Edge.RegistrationTrace("nobody"));
    }

    private static string Line(string message, string name) => message.Split("\r\n")
        .First(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))[(name.Length + 2)..];

    private sealed class Bed : IDisposable
    {
        private readonly GatewayOptions[] _more;
        private readonly Func<TrunkOptions, TrunkOptions>? _change;

        public Bed(
            int seed = 1, double loss = 0, RegisterOptions? rules = null, GatewayOptions[]? more = null, LogLines? log = null,
            Func<TrunkOptions, TrunkOptions>? change = null)
        {
            _more = more ?? [];
            _change = change;
            Scenario = new EdgeScenario(seed, options => Change(options, Account, rules ?? Rules), log);
            Scenario.Network.Loss = loss;
            Registrar = new SimulatedRegistrar(SocketEndpoint.FromIpv4(0x0A000009, 5060), Scenario.Network, seed + 9);
            Scenario.Tick();
        }

        public EdgeScenario Scenario { get; }
        public SimulatedRegistrar Registrar { get; }
        public long Now => Scenario.Now;
        public RegistrationStatus Status => Scenario.Board.Trunk("carrier").Registration;

        public void Run(long milliseconds) => Scenario.Network.RunFor(milliseconds);

        public void Reload(TrunkAuthOptions auth, RegisterOptions? rules, Func<TrunkOptions, TrunkOptions>? change = null)
        {
            var options = Change(EdgeScenario.Options(), auth, rules);
            Scenario.Model = TestOptions.Compile(change is null ? options : options with
            {
                Trunks = options.Trunks.SetItem("carrier", change(options.Trunks["carrier"])),
            });
            Scenario.Tick();
        }

        /// <summary>The reason of the refusal; null when it was let in.</summary>
        public (string? Reason, int Status) CallFromRegistrar()
        {
            Scenario.Edge.OnMessage(
                "INVITE sip:account@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKin1\r\n"u8.ToArray().Concat(
                    Encoding.ASCII.GetBytes("Max-Forwards: 70\r\nFrom: <sip:31201234567@carrier.example>;tag=c\r\nTo: <sip:account@10.0.0.1>\r\n"
                        + "Call-ID: in-1\r\nCSeq: 1 INVITE\r\nContact: <sip:10.0.0.9:5060>\r\nContent-Length: 0\r\n\r\n")).ToArray(),
                new Flow(TransportKind.Udp, 0, 0, SocketEndpoint.FromIpv4(0x0A000009, 5060)), Now);
            Scenario.Tick();
            Run(200_000);
            return Scenario.Refusals.Count == 0 ? (null, 0) : (Scenario.Refusals[0].Reason, Scenario.Refusals[0].Status);
        }

        public void Dispose() => Scenario.Dispose();

        private EdgeOptions Change(EdgeOptions options, TrunkAuthOptions auth, RegisterOptions? rules) => options with
        {
            DefaultDomain = "edge.example",
            Trunks = options.Trunks.Add("carrier", _change?.Invoke(Trunk(auth, rules)) ?? Trunk(auth, rules)),
        };

        private TrunkOptions Trunk(TrunkAuthOptions auth, RegisterOptions? rules) => new()
        {
            Gateways = [.. _more, new GatewayOptions { Name = "only", Address = "10.0.0.9" }],
            Auth = auth,
            Register = rules,
        };
    }
}
