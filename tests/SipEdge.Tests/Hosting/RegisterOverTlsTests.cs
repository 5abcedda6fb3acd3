using System.Net;
using SipEdge.Admin;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>A REGISTER is verified, and shows itself, as its trunk's calls do.</summary>
public sealed class RegisterOverTlsTests
{
    [Fact]
    public async Task The_authority_and_the_certificate_of_a_trunk_are_those_of_its_registration()
    {
        using var files = new Cli.ScratchDirectory();
        using var authority = new TestAuthority(files.Path);
        var own = authority.Issue("edge.test", IPAddress.Loopback);
        await using var registrar = new TlsRegistrar(authority.Issue("registrar.test", IPAddress.Loopback).Both, own.Certificate);
        await using var edge = await StartAsync(
            registrar.Port,
            $"tls: {{ ca: {authority.File}, client_certificate: own }}",
            $"  own: {{ certificate: {own.Certificate}, key: {own.Key} }}");

        var report = await UntilAsync(edge, static report => report.State == "registered");
        Assert.Equal((200, "carrier"), (report.Code, report.Trunk));
    }

    [Fact]
    public async Task An_authority_that_only_another_trunk_knows_is_not_trusted()
    {
        using var files = new Cli.ScratchDirectory();
        using var authority = new TestAuthority(files.Path);
        await using var registrar = new TlsRegistrar(authority.Issue("registrar.test", IPAddress.Loopback).Both, client: null);
        await using var edge = await StartAsync(
            registrar.Port, "", more: $$"""
              other:
                gateways: [{ name: one, address: 127.0.0.2, transport: tls, tls_name: registrar.test }]
                tls: { ca: {{authority.File}} }
            """);

        var report = await UntilAsync(edge, static report => report.Reason.Length > 0);
        Assert.Equal("it could not be sent: tls_unknown_ca", report.Reason);
    }

    private static Task<RunningEdge> StartAsync(int port, string tls, string pairs = "", string more = "") => RunningEdge.StartAsync(
        $$"""
        tls:
          listening: { self_signed: true }
        {{pairs}}
        trunks:
          carrier:
            gateways: [{ name: one, address: 127.0.0.1, port: {{port}}, transport: tls, tls_name: registrar.test }]
            identity: { from_user: account }
            register: { registrar_domain: carrier.example, retry: 1s }
            {{tls}}
        {{more}}
        """,
        $"  - {{ name: tls, transport: tls, bind: \"127.0.0.1:{RunningEdge.FreePort()}\", tls: listening }}");

    private static async Task<RegistrationReport> UntilAsync(RunningEdge edge, Func<RegistrationReport, bool> enough)
    {
        using var admin = new AdminClient(edge.Socket);
        RegistrationReport? last = null;
        await TestBed.Until(
            async () =>
            {
                var reports = await admin.GetAsync("registrations", AdminJson.Default.IReadOnlyListRegistrationReport, default);
                return (last = Assert.Single(reports)) is { } report && enough(report);
            },
            TestBed.Patience, () => $"the registration; it is {last}");
        return last!;
    }
}
