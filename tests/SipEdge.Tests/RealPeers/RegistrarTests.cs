using System.Text.Json;
using SipEdge.Admin;

namespace SipEdge.Tests.RealPeers;

/// <summary>The edge registers at kamailio, which asks for credentials.</summary>
public sealed class RegistrarTests
{
    [PeerFact("kamailio")]
    public async Task Kamailio_takes_the_registration_and_is_told_when_the_edge_stops()
    {
        await using var bed = new TestBed();
        var kamailio = await new KamailioCarrier(bed.Callee, bed.Edge).Start(bed);
        var (edge, admin) = StartEdge(bed, "secret");
        await UntilState(admin, "registered", edge);
        Assert.Contains("REGISTER sip:carrier.example", System.Text.Encoding.Latin1.GetString((await admin.FindAsync(
            "registrations/carrier/capture", AdminJson.Default.CaptureReport, CancellationToken.None))!.Pcapng), StringComparison.Ordinal);

        edge.Terminate();
        Assert.Equal(0, await edge.WaitForExit(TestBed.Patience));
        var records = (await File.ReadAllLinesAsync(bed.PathOf("records.jsonl"))).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["registered", "unregistered"], records.Select(static record => record.GetProperty("outcome").GetString()));
        Assert.All(records, static record => Assert.Equal(200, record.GetProperty("status").GetInt32()));
        Assert.False(kamailio.HasExited);
    }

    [PeerFact("kamailio")]
    public async Task A_wrong_password_is_tried_once_and_then_not_for_half_an_hour()
    {
        await using var bed = new TestBed();
        await new KamailioCarrier(bed.Callee, bed.Edge).Start(bed);
        var (edge, admin) = StartEdge(bed, "another");
        var report = await UntilState(admin, "failed", edge);
        Assert.Equal((401, "credentials_refused \"carrier.example\""), (report.Code, report.Reason));
        Assert.True(report.NextTry > DateTimeOffset.UtcNow.AddMinutes(20));
        Assert.Equal(2u, report.CSeq);
    }

    private static async Task<RegistrationReport> UntilState(AdminClient admin, string state, ChildProcess edge)
    {
        RegistrationReport? last = null;
        await TestBed.Until(
            async () =>
            {
                try
                {
                    last = (await admin.GetAsync(
                        "registrations", AdminJson.Default.IReadOnlyListRegistrationReport, CancellationToken.None)).SingleOrDefault();
                }
                catch (EdgeNotRunningException)
                {
                    return false;
                }
                return last?.State == state;
            },
            TestBed.Patience,
            () => $"a registration that is {state}; it is {last}\n{edge.Errors.Text}");
        return last!;
    }

    private static (ChildProcess Edge, AdminClient Admin) StartEdge(TestBed bed, string password)
    {
        var path = bed.PathOf("sipedge.yaml");
        File.WriteAllText(path, $$"""
            version: 1
            listeners: [{ name: udp, bind: "{{bed.Edge}}:5060" }]
            domains: { edge.example: { acls: [] } }
            trunks:
              carrier:
                gateways: [{ name: only, address: {{bed.Callee}} }]
                auth: { username: account, password: { env: CARRIER_PASSWORD } }
                register: { registrar_domain: carrier.example, retry: 1s }
            routes: [{ to: carrier }]
            media: { ipv4: { address: {{bed.Edge}} } }
            admin: { socket: admin.sock }
            records: { path: records.jsonl }
            """);
        var edge = bed.Own(ChildProcess.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "sipedge.dll"), "run", "--config", path], bed.Folder,
            new Dictionary<string, string> { ["CARRIER_PASSWORD"] = password }));
        return (edge, new AdminClient(bed.PathOf("admin.sock")));
    }
}
