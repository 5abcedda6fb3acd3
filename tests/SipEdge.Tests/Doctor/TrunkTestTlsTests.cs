using System.Security.Cryptography.X509Certificates;
using SipEdge.Cli;
using SipEdge.Doctor;
using SipEdge.Sip.Tests.Transport;

namespace SipEdge.Tests.Doctor;

/// <summary>Faults of TLS: T-08's classes, as the operator is told of them.</summary>
public sealed class TrunkTestTlsTests : FaultBench
{
    private readonly TestCertificates _authority = new();

    [Fact]
    public async Task What_TLS_came_to_is_stated()
    {
        using var shown = _authority.Issue("peer.test", ["peer.test"]);
        await using var peer = Tls(shown);

        var run = await RunAsync(Peer(peer.Port), Trust());

        Assert.True(run.ExitCode == ExitCode.Success, run.Output);
        var step = Assert.Single(Steps(run), static step => step.Layer == "tls");
        Assert.Equal(("noted", "certificate_expires_soon"), (step.Outcome, step.Fault));
        Assert.Matches(@"^TLSv1\.3 TLS_AES_\w+, certificate of peer\.test, by Test authority, until \d{4}-\d\d-\d\d$", step.Evidence);
    }

    [Fact]
    public async Task An_expired_certificate_is_told()
    {
        using var shown = _authority.Issue("peer.test", ["peer.test"], until: TimeSpan.FromMinutes(-5));
        await using var peer = Tls(shown);

        await Fails("tls", TestFault.CertificateExpired, "out of date: peer.test", "renew", Peer(peer.Port), Trust());
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_told()
    {
        using var shown = _authority.Issue("other.test", ["other.test"]);
        await using var peer = Tls(shown);

        await Fails("tls", TestFault.NameMismatch, "for other.test, not for peer.test", "tls_name", Peer(peer.Port), Trust());
    }

    [Fact]
    public async Task An_authority_that_nobody_knows_is_told()
    {
        using var stranger = new TestCertificates("Nobody");
        using var shown = stranger.Issue("peer.test", ["peer.test"]);
        await using var peer = Tls(shown);

        await Fails("tls", TestFault.UnknownAuthority, "issued by Nobody", "tls.ca", Peer(peer.Port), Trust());
    }

    [Fact]
    public async Task A_key_that_is_not_pinned_is_told()
    {
        using var shown = _authority.Issue("peer.test", ["peer.test"]);
        await using var peer = Tls(shown);
        var pin = $"sha256/{Convert.ToBase64String(new byte[32])}";

        await Fails("tls", TestFault.PinMismatch, "none of the keys", "new key", Peer(peer.Port), Trust($", pins: [\"{pin}\"]"));
    }

    [OpensslTheory]
    [InlineData("-tls1_2 -Verify 1 -verify_return_error", TestFault.NoClientCertificate, "wants to see a certificate", "client_certificate")]
    [InlineData("-tls1_3 -Verify 1 -verify_return_error", TestFault.NoClientCertificate, "wants to see a certificate", "client_certificate")]
    [InlineData("-tls1_1 -cipher DEFAULT@SECLEVEL=0", TestFault.NoSharedVersion, "TLS 1.0 or 1.1", "TLS 1.2")]
    [InlineData("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256", TestFault.NoSharedSuite, "No cipher suite", "ECDHE")]
    public async Task What_openssl_refuses_us_for_is_told(string arguments, TestFault fault, string cause, string remedy)
    {
        using var shown = _authority.Issue("peer.test", ["peer.test"]);
        using var server = OpensslServer.Start(shown, _authority.Root, arguments);

        await Fails("tls", fault, cause, remedy, Peer(server.Endpoint.Port), Trust());
    }

    private protected override void Release() => _authority.Dispose();

    private static SipStub Tls(X509Certificate2 shown) => SipStub.Tcp(static request => [SipStub.Answer(request, 200)], shown);

    private static string Peer(int port) => Gateway(port, "tls", ", tls_name: peer.test");

    private string Trust(string more = "")
    {
        Scratch.Write("ca.pem", _authority.Root.ExportCertificatePem());
        return $"tls: {{ ca: ca.pem{more} }}";
    }
}
