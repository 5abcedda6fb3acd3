using System.Net;
using System.Text.Json;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// A carrier that lets calls in by its proxy only; both are kamailio. The proxy refuses what is not written as the trunk's style has it.
/// </summary>
public sealed class OutboundProxyTests
{
    private const string Telephone = "+31600000021";
    private const string Account = "auth: { username: account, password: { env: AT_THE_CARRIER } }";

    [PeerFact("kamailio", "sipp")]
    public Task With_a_Route_it_passes_registration_questions_and_calls() => Through("udp", route: true, registers: true);

    [PeerFact("kamailio", "sipp")]
    public Task As_plain_next_hop_it_passes_registration_questions_and_calls() => Through("udp", route: false, registers: true);

    [PeerFact("kamailio", "sipp")]
    public Task Over_TLS_its_certificate_counts_and_not_the_carriers() => Through("tls", route: true, registers: false);

    private static async Task Through(string transport, bool route, bool registers)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var (proxyAddress, carrierAddress) = (bed.Callee, bed.SecondCallee);
        var proxy = await KamailioProcess.Start(bed, new KamailioSettings(proxyAddress)
        {
            Tls = transport == "tls" ? new KamailioTls(authority.Issue("proxy.test", proxyAddress), authority.File) : null,
            Script = Script(bed, carrierAddress, route),
        });
        var carrier = await new KamailioCarrier(carrierAddress, proxyAddress) { HasAccount = registers, AsksCalls = registers }.Start(bed);
        var configuration = Configuration(bed, authority, transport, route, registers);
        var edge = await EdgeProcess.Start(configuration);
        await UntilWell(edge, registers);
        await EdgeProcess.Command(bed, configuration.Environment, 0, "trunk", "test", "carrier", "--config", bed.PathOf("sipedge.yaml"));

        var hold = TimeSpan.FromMilliseconds(200);
        var telephone = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Address(21)));
        var calling = SippProcess.Call(bed, "call", new SippSettings(bed.Caller) { Port = 5070, Number = Telephone, Hold = hold }, bed.Target);
        await calling.Succeeds();
        await telephone.Succeeds();
        Assert.Contains(carrier.Said.Lines, static line => line.Contains($"called sip:{Telephone}@", StringComparison.Ordinal));
        foreach (var method in (string[])[.. registers ? ["REGISTER"] : (string[])[], "OPTIONS", "INVITE", "ACK", "BYE"])
        {
            Assert.Contains(proxy.Said.Lines, line => line.Contains($"passed {method} by {transport}", StringComparison.Ordinal));
        }

        Assert.Contains("Via: SIP/2.0/UDP " + proxyAddress, telephone.Messages, StringComparison.Ordinal);
        var call = Assert.Single(await edge.StopAndReadRecords(), static record => record.Text("type") == "call");
        Assert.Equal("answered", call.Text("outcome"));
    }

    private static EdgeConfiguration Configuration(TestBed bed, TestAuthority authority, string transport, bool route, bool registers)
    {
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        var encrypted = transport == "tls" ? ", transport: tls, tls_name: carrier.example, media: rtp" : "";
        return new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            AuthorityFile = authority.File,
            Secrets = new() { ["AT_THE_CARRIER"] = "secret" },
            Carrier =
            [
                $"outbound_proxy: {bed.Callee}",
                $"outbound_proxy_style: {(route ? "route" : "next_hop")}",
                "health: { interval: 1s, jitter: 0s, timeout: 1s, success: [200] }",
                .. registers ? [Account, "register: { registrar_domain: carrier.example }"] : (string[])[],
            ],
            Gateways = [$"{{ name: main, address: {bed.SecondCallee}{encrypted} }}"],
        };
    }

    /// <summary>The carrier itself is asked over UDP: what the edge asks for over TLS is the way to the proxy.</summary>
    private static string Script(TestBed bed, IPAddress carrier, bool route) => $$"""
        request_route {
            if ($si == "{{bed.Edge}}") {
                xlog("L_ERR", "passed $rm by $pr\n");
                if (!has_totag() && !is_method("CANCEL|ACK")) {
                    {{(route ? "if (!is_present_hf(\"Route\"))" : "if (is_present_hf(\"Route\"))")}} { sl_send_reply("403", "Written Otherwise"); exit; }
                }
            }
            if (has_totag()) {
                if (loose_route()) { t_relay(); exit; }
                if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
                sl_send_reply("481", "No Such Dialog");
                exit;
            }
            if (is_method("CANCEL|ACK")) { if (t_check_trans()) { t_relay(); } exit; }
            loose_route();
            if (is_method("INVITE")) { record_route(); }
            $du = "sip:{{carrier}}:5060";
            t_relay();
        }
        """;

    private static Task UntilWell(EdgeProcess edge, bool registers)
    {
        var last = "";
        return TestBed.Until(
            async () =>
            {
                last = await edge.Ask("trunks");
                var trunk = JsonDocument.Parse(last).RootElement.EnumerateArray().Single();
                var asked = trunk.GetProperty("gateways").EnumerateArray().All(static gateway => gateway.Text("health") == "up");
                return asked && (!registers || (await edge.Ask("registrations")).Contains("\"registered\"", StringComparison.Ordinal));
            },
            TestBed.Patience,
            () => $"a trunk that is well; it is {last}\n{edge.Log}");
    }
}
