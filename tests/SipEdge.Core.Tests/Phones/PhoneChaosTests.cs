using System.Text;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

/// <summary>
/// Phones that register, forget to, move and hang up, and a PBX that calls them, falls silent and refuses, where a fifth of the
/// datagrams is lost and connections are cut. Every seed replays exactly.
/// </summary>
public sealed class PhoneChaosTests
{
    private const int Seeds = 2_000;
    private const string Called = "sip:31201234567@edge.example";

    [Fact]
    public void Whatever_is_lost_no_call_and_no_registration_stays_and_each_call_has_one_record()
    {
        var (reasons, heard) = (new HashSet<string>(), new HashSet<string>());
        Seed.Each(Seeds, seed => Run(seed, reasons, heard));
        // The plans are mixed on purpose: if any of these never happens, the test has stopped testing it.
        Assert.Empty(
            new[] { "caller_hung_up", "callee_hung_up", "phone_unknown", "phone_unreachable", "wrong_password" }
                .Except(reasons));
        Assert.Empty(new[] { "INVITE", "BYE", "CANCEL", "PRACK", "200", "401", "407", "403", "503" }.Except(heard));
    }

    private static void Run(int seed, HashSet<string> reasons, HashSet<string> heard)
    {
        var random = new Random(seed);
        using var scenario = new PhoneScenario(seed, edge: static options => options with
        {
            Calls = options.Calls with { MaxDuration = TimeSpan.FromMinutes(30) },
        });
        var edge = scenario.Edge;
        edge.Network.Loss = 0.2;
        edge.Network.Duplication = 0.05;
        edge.Network.MaxLatency = 80;
        SimulatedPhone[] pbx = [edge.Callee, edge.Second];
        var phones = Enumerable.Range(0, 4).Select(number => new SimulatedPhone(
            $"p{number}", PhoneScenario.Address((byte)(50 + number)), edge.Network, seed + number)).ToArray();
        foreach (var phone in phones.Concat(pbx))
        {
            phone.AnswerAfter = random.Next(8) == 0 ? 0 : random.Next(20, 3_000);
            phone.AnswerStatus = random.Next(6) == 0 ? 486 : 200;
            phone.RingsReliably = random.Next(3) == 0;
            phone.HangUpAfter = random.Next(100, 60_000);
            phone.CancelAfter = random.Next(6) == 0 ? random.Next(1, 2_000) : 0;
        }
        for (var step = 10 + random.Next(10); step > 0; step--)
        {
            Act(scenario, random.Next(4), phones, pbx[random.Next(2)], random);
            scenario.Run(random.Next(4) == 0 ? random.Next(100_000) : random.Next(2_000));
        }
        scenario.Run(200_000); // whatever is registered lapses
        Assert.Empty(scenario.Phones);
        foreach (var phone in phones.Concat(pbx))
        {
            phone.HangUp(edge.Now);
            phone.Node.Tick();
            heard.UnionWith(phone.Heard);
        }
        edge.RunToTheEnd(10_000_000);
        Assert.Equal(0, edge.Edge.WedgedCalls);
        Assert.Equal(edge.Calls.Count, edge.Calls.DistinctBy(static call => call.Id).Count());
        reasons.UnionWith(edge.Calls.Select(static call => call.Reason));
        reasons.UnionWith(edge.Refusals.Select(static refusal => refusal.Reason));
    }

    private static void Act(PhoneScenario scenario, int number, SimulatedPhone[] phones, SimulatedPhone pbx, Random random)
    {
        var edge = scenario.Edge;
        var phone = phones[number];
        switch (random.Next(10))
        {
            case 0 or 1 or 2:
                var transport = number == 0 ? TransportKind.Tcp : number == 1 ? TransportKind.Tls : TransportKind.Udp;
                var expires = random.Next(4) == 0 ? 0 : random.Next(1, 200);
                phone.Register($"p{number}", random.Next(8) == 0 ? "wrong" : $"w{number}", Way(edge, transport),
                    $"<sip:p{number}@192.168.7.{random.Next(1, 3)}:5999>;expires={expires}", edge.Now);
                break;
            case 3 or 4 or 5 when scenario.Pbx.Contacts.Count > 0 && pbx.CanCall:
                pbx.Call(scenario.Pbx.Contacts.Keys.ElementAt(random.Next(scenario.Pbx.Contacts.Count)), edge.ToEdge, edge.Now);
                pbx.Node.Tick();
                break;
            case 6 when phone.CanCall:
                var refusal = phone.Messages.FindLast(static message => message.StartsWith("SIP/2.0 407", StringComparison.Ordinal));
                phone.Call(
                    Called, edge.ToEdge, edge.Now, refusal is null ? "" : Credentials(refusal, number), $"<sip:p{number}@edge.example>");
                phone.Node.Tick();
                break;
            case 7:
                scenario.Pbx.Silent = random.Next(3) == 0;
                scenario.Pbx.Status = random.Next(3) switch { 0 => 403, 1 => 503, _ => 200 };
                break;
            case 8 when random.Next(3) == 0:
                edge.Network.CutStreams();
                break;
            default:
                phone.HangUp(edge.Now);
                pbx.HangUp(edge.Now);
                phone.Node.Tick();
                pbx.Node.Tick();
                break;
        }
    }

    private static Flow Way(EdgeScenario edge, TransportKind transport) => edge.ToEdge with
    {
        Transport = transport,
        Listener = (byte)transport,
        Remote = edge.ToEdge.Remote with { Port = transport == TransportKind.Tls ? (ushort)5061 : (ushort)5060 },
    };

    private static string Credentials(string refusal, int number)
    {
        var value = refusal.Split("\r\nProxy-Authenticate: ")[1].Split("\r\n")[0];
        Assert.Equal(DigestParseStatus.Complete, DigestChallengeView.TryParse(Encoding.ASCII.GetBytes(value), out var challenge));
        var user = Encoding.ASCII.GetBytes($"p{number}");
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.WriteHa1(
            challenge.Algorithm, user, challenge.Realm, Encoding.ASCII.GetBytes($"w{number}"), ha1);
        var writer = new SipWriter(new byte[1024]);
        DigestAnswer.Write(
            ref writer, true, challenge, user, ha1[..length], "INVITE"u8, Encoding.ASCII.GetBytes(Called), "c"u8, 1);
        return Encoding.ASCII.GetString(writer.Written);
    }
}
