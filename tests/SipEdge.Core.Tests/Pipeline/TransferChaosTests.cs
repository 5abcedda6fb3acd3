using System.Collections.Immutable;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// Trunks that transfer, redirect, ask for credentials and want longer sessions, all at once on a bad network: every mode of REFER on
/// each trunk, blind and with Replaces, inside calls that re-offer and hang up meanwhile. Every seed replays exactly.
/// </summary>
public sealed class TransferChaosTests
{
    private const int Seeds = 4_000;

    /// <summary>Some calls of half an hour, with a refresh each minute and every message lost once or twice, send less.</summary>
    private const int MostMessages = 6_000;

    private static readonly TrunkAuthOptions Account = new()
    {
        Username = "account",
        Password = TestOptions.Password("secret"),
        Realms = ["carrier.example"],
    };

    [Fact]
    public void No_call_is_stuck_nothing_leaks_and_each_has_one_record()
    {
        var (reasons, attempts, heard) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        Seed.Each(Seeds, seed => Run(seed, reasons, attempts, heard));
        // The plans are mixed on purpose: if any of these never happens, the test has stopped testing it.
        Assert.Superset(
            new HashSet<string>
            {
                "transferred", "transfer_failed", "caller_hung_up", "callee_hung_up", "cancelled", "gateway_refused",
                "credentials_refused", "session_expired",
            },
            reasons);
        Assert.Superset(new HashSet<string> { "redirected", "answered", "gateway_refused" }, attempts);
        Assert.Superset(new HashSet<string> { "REFER", "NOTIFY", "202", "403", "405", "487", "491" }, heard);
    }

    private static void Run(int seed, HashSet<string> reasons, HashSet<string> attempts, HashSet<string> heard)
    {
        var random = new Random(seed);
        using var test = new TransferScenario(
            (ReferMode)random.Next(3), seed, options => Change(options, random), others: (ReferMode)random.Next(3));
        SimulatedPhone[] phones = [test.Alice, test.Bob, test.Carol, test.Dave];
        var network = test.Scenario.Network;
        network.Loss = 0.2;
        network.Duplication = 0.05;
        network.MinLatency = 1;
        network.MaxLatency = 80;
        foreach (var phone in phones)
        {
            Plan(phone, random);
        }

        var replaces = random.Next(3) == 0 ? Consult(test) : "";
        if (random.Next(3) == 0)
        {
            test.Bob.Call("sip:100@edge.example", test.Scenario.ToEdge, test.Scenario.Now);
            test.Bob.Node.Tick();
        }
        else
        {
            test.Scenario.Call("300", random.Next(2) == 0 ? "" : "Supported: timer, 100rel\r\nAllow: INVITE, UPDATE, PRACK\r\n");
        }
        for (var step = 1 + random.Next(5); step > 0; step--)
        {
            test.Run(random.Next(1, random.Next(3) == 0 ? 300 : 9_000));
            Disturb(test, phones[random.Next(phones.Length)], replaces, random);
        }
        test.Run(random.Next(1, 100_000));
        foreach (var phone in phones)
        {
            phone.HangUp(test.Scenario.Now);
            phone.Node.Tick();
        }
        test.Scenario.RunToTheEnd(limitMs: 4_000_000);

        Assert.Equal(0, test.Scenario.Edge.WedgedCalls);
        Assert.Equal(0, test.Scenario.Media.StaleCalls);
        Assert.InRange(network.Sent, 1, MostMessages);
        var records = test.Scenario.Calls.ToDictionary(static call => call.Id); // throws when one has two
        foreach (var call in records.Values)
        {
            reasons.Add(call.Reason);
            attempts.UnionWith(call.Attempts.Select(static attempt => attempt.Reason));
            Assert.Equal(call.Reason == "transferred", call.TransferredTo is not null);
            Assert.True(call.TransferredTo is null || records[call.TransferredTo].TransferredFrom is not null, call.ToString());
            Assert.True(call.TransferredFrom is null || records[call.TransferredFrom].TransferredTo is not null, call.ToString());
        }
        foreach (var phone in phones)
        {
            SentDescriptions.Check(phone, "10.0.0.1");
            heard.UnionWith(phone.Heard);
        }
    }

    private static EdgeOptions Change(EdgeOptions options, Random random) => options with
    {
        Calls = options.Calls with { MaxDuration = TimeSpan.FromMinutes(30) },
        Trunks = options.Trunks.ToImmutableSortedDictionary(static trunk => trunk.Key, trunk => trunk.Value with
        {
            Auth = Account,
            Signalling = trunk.Value.Signalling with { Redirect = random.Next(2) == 0 ? RedirectMode.Follow : RedirectMode.Refuse },
            Session = new SessionOptions
            {
                Expires = TimeSpan.FromSeconds(90),
                Refresher = (SessionRefresher)random.Next(4),
                Rel100 = random.Next(3) == 0 ? Rel100Mode.Off : Rel100Mode.Supported,
            },
        }),
    };

    private static void Plan(SimulatedPhone phone, Random random)
    {
        phone.AnswerAfter = random.Next(10) == 0 ? 0 : random.Next(20, 3_000);
        phone.AnswerStatus = random.Next(6) switch { 0 => 486, 1 => 302, _ => 200 };
        phone.EarlyMedia = random.Next(3) == 0;
        phone.RingsReliably = random.Next(3) == 0;
        phone.LeastSession = random.Next(6) == 0 ? 120 : 0;
        phone.RefusesUpdates = random.Next(10) switch { 0 => 405, 1 => 491, 2 => 500, _ => 0 };
        phone.HangUpAfter = random.Next(4) == 0 ? random.Next(1, 60_000) : 0;
        if (phone.AnswerStatus == 302)
        {
            phone.ExtraHeaders = $"Contact: <sip:{random.Next(4) switch { 0 => "300", 1 => "100", 2 => "700", _ => "900" }}@x.example>\r\n";
        }
        else if (random.Next(3) == 0)
        {
            phone.ExtraHeaders = $"Session-Expires: 90;refresher={(random.Next(2) == 0 ? "uac" : "uas")}\r\nRequire: timer\r\n";
        }
        if (random.Next(5) == 0)
        {
            phone.Guard = new DigestGuard
            {
                IsProxy = random.Next(2) == 0,
                Uses = 1 + random.Next(3),
                SaysStale = random.Next(2) == 0,
                Password = random.Next(4) == 0 ? "another" : "secret",
            };
        }
    }

    /// <summary>What a Replaces says of a call of Bob's other line, when that comes about.</summary>
    private static string Consult(TransferScenario test)
    {
        test.Dave.Call("sip:900@edge.example", test.Scenario.ToEdge, test.Scenario.Now);
        test.Dave.Node.Tick();
        test.Run(6_000);
        if (test.Dave.Messages.Find(static message => message.StartsWith("SIP/2.0 200", StringComparison.Ordinal)) is not { } answer)
        {
            return "";
        }
        return $"?Replaces={Value("Call-ID: ")}%3Bto-tag%3D{Tag("To: ")}%3Bfrom-tag%3D{Tag("From: ")}".Replace("@", "%40", StringComparison.Ordinal);

        string Value(string name) => answer.Split($"\r\n{name}")[1].Split('\r')[0];
        string Tag(string name) => Value(name).Split("tag=")[1];
    }

    private static void Disturb(TransferScenario test, SimulatedPhone phone, string replaces, Random random)
    {
        var now = test.Scenario.Now;
        switch (random.Next(8))
        {
            case 0 or 1 or 2:
                var target = random.Next(5) switch { 0 => "100", 1 => "300", 2 => "700", _ => "900" };
                test.Refer(
                    random.Next(4) == 0 ? phone : test.Bob, $"<sip:{target}@edge.example{(random.Next(2) == 0 ? replaces : "")}>",
                    random.Next(5) == 0 ? "Refer-Sub: false\r\n" : "");
                break;
            case 3:
                phone.Reoffer(
                    SipMethod.Notify, random.Next(3) == 0 ? "SIP/2.0 200 OK\r\n" : "SIP/2.0 180 Ringing\r\n", now,
                    $"Event: refer;id={random.Next(1, 4)}\r\nSubscription-State: {(random.Next(2) == 0 ? "active;expires=60" : "terminated;reason=noresource")}\r\n",
                    "message/sipfrag");
                break;
            case 4:
                phone.HangUp(now);
                break;
            case 5:
                phone.Reoffer(SipMethod.Update, SimulatedPhone.Description("10.0.0.2", 40022), now);
                break;
            default:
                phone.Reoffer(
                    SipMethod.Invite, random.Next(5) == 0 ? "" : SimulatedPhone.Description("10.0.0.2", 40022, random.Next(3) == 0 ? "a=sendonly\r\n" : ""), now);
                break;
        }
        phone.Node.Tick();
    }
}
