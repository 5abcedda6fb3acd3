using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Admission;
using SipEdge.Core.Tests.Generated;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// V-05, through a whole edge: while alice calls bob, somebody whom no entry lists sends what he likes, outside dialogs and into
/// the live one. Alice's call is compared with the same call on the same network without him: nobody may hear one message more
/// or less, nothing may reach a next hop, and he himself may hear nothing but refusals. Over TLS he shows certificates that prove
/// nothing here.
/// </summary>
public sealed class NoOpenDoorTests
{
    private const string ListedNowhere = "203.0.113.66";
    private const string ListedWhereACredentialIsAskedFor = "198.51.100.7";

    [Fact]
    public void Whatever_a_stranger_sends_no_call_is_opened_or_changed()
    {
        int cases = 0, calls = 0, certificates = 0;
        Draw.ForAll(400, 200, draw =>
        {
            var generated = GeneratedEdge.Options(draw);
            var options = Merge(generated);
            if (!GeneratedEdge.IsValid(options))
            {
                return;
            }
            var address = SocketEndpoint.From(System.Net.IPEndPoint.Parse(
                draw.Pick(ListedNowhere, ListedWhereACredentialIsAskedFor) + ":5060"));
            if (GeneratedEdge.AddressIsEnough(options, address.Address))
            {
                return;
            }
            cases++;
            var plan = Attack.Plan(draw);
            var certificate = GeneratedEdge.UselessCertificate(draw);
            certificates += certificate is not null && options.Trunks.Values.Any(static trunk => trunk.Tls is { ClientNames.IsEmpty: false }) ? 1 : 0;
            var alone = Run(options, address, [], null);
            var attacked = Run(options, address, plan, certificate);
            calls += attacked.Answered ? 1 : 0;
            Assert.True(alone.Told == attacked.Told,
                $"{string.Join("\n---\n", plan)}\nwithout: {alone.Told}\nwith: {attacked.Told}");
            Assert.All(attacked.StrangerHeard, message => Assert.True(
                message.StartsWith("SIP/2.0 4", StringComparison.Ordinal) || message.StartsWith("SIP/2.0 5", StringComparison.Ordinal),
                $"{string.Join("\n---\n", plan)}\nwas told {message}"));
        });
        Assert.True(
            cases > 40 && calls > 20 && certificates > 5, $"only {cases} cases with {calls} calls and {certificates} certificates");
    }

    /// <summary>The configuration of the scenario, with everything generated beside it.</summary>
    private static EdgeOptions Merge(EdgeOptions generated)
    {
        var own = EdgeScenario.Options();
        return generated with
        {
            Listeners = [.. own.Listeners.Select(one =>
                one.Transport == TransportKind.Tls ? one with { ClientAuth = ClientAuth.Optional } : one)],
            Tls = own.Tls,
            Acls = generated.Acls.AddRange(own.Acls),
            Domains = generated.Domains.AddRange(own.Domains.Select(domain => KeyValuePair.Create(domain.Key, domain.Value with
            {
                Acls = [.. domain.Value.Acls, .. generated.Acls.Keys],
            }))),
            Trunks = generated.Trunks.AddRange(own.Trunks),
            Routes = own.Routes,
            Media = own.Media,
        };
    }

    private static Result Run(EdgeOptions options, SocketEndpoint address, IReadOnlyList<Attack> plan, TlsSession? certificate)
    {
        using var scenario = new EdgeScenario(change: _ => options, gated: false); // a ban would hide what the edge itself does
        scenario.PeersShow = certificate;
        var stranger = new Stranger(scenario.Network, address);
        var liar = new Caller(scenario.Model, new string('\0', 32));
        scenario.Caller.HangUpAfter = 3_000;
        var start = scenario.Now;
        scenario.Call();
        foreach (var attack in plan.OrderBy(attack => attack.At))
        {
            scenario.Network.RunTo(start + attack.At);
            liar.Now = scenario.Now;
            stranger.Send(attack.Transport, scenario.ToEdge.Remote, attack.Write(scenario, address, liar));
        }
        Assert.True(scenario.Network.RunUntilIdle(1_000_000), "the network never falls silent");
        var status = scenario.Edge.Status();
        var media = string.Join(", ", scenario.Media.Sessions.Select(session => session.Latest(Media.Relay.MediaSide.A)?.Remote));
        return new Result(
            $"alice {string.Join(' ', scenario.Caller.Heard)}; bob {string.Join(' ', scenario.Callee.Heard)}; carol "
            + $"{string.Join(' ', scenario.Second.Heard)}; calls {string.Join(' ', scenario.Calls.Select(call => $"{call.Reason} {call.Status}"))}; "
            + $"left {status.Calls} calls {status.Transactions} transactions {scenario.Edge.RentedBuffers} buffers; "
            + $"media {scenario.Media.Opened} opened {scenario.Media.OpenSessions} open to {media}",
            scenario.Caller.FinalStatus == 200,
            stranger.Messages);
    }

    private sealed record Result(string Told, bool Answered, List<string> StrangerHeard);
}
