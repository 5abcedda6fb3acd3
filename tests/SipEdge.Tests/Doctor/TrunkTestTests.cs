using SipEdge.Cli;
using SipEdge.Demo;
using SipEdge.Doctor;
using SipEdge.Sip.Messages;

namespace SipEdge.Tests.Doctor;

/// <summary>V-29: faults put in on purpose, each told by its layer, its cause and its cure.</summary>
public sealed class TrunkTestTests : FaultBench
{
    [Fact]
    public async Task A_trunk_that_works_passes_every_layer()
    {
        await using var peer = SipStub.Udp(static request => [request.Method == SipMethod.Register && !HasCredentials(request)
            ? SipStub.Answer(request, 401, Digest + "SHA-256\r\n")
            : SipStub.Answer(request, 200, "Server: Stub 1.0\r\nAllow: INVITE, ACK, BYE\r\n")]);

        var run = await RunAsync(Gateway(peer.Port, "udp"), Register);
        var text = await RunAsync(Gateway(peer.Port, "udp"), Register, "text");

        Assert.True(run.ExitCode == ExitCode.Success, run.Output);
        var steps = Steps(run);
        Assert.Equal(["configuration", "reachability", "options", "register"], steps.Select(static step => step.Layer));
        Assert.All(steps, static step => Assert.Equal("ok", step.Outcome));
        Assert.Contains("Stub 1.0", steps[2].Evidence, StringComparison.Ordinal);
        Assert.Contains("realm \"carrier\" offers SHA-256, answered SHA-256 as line1", steps[3].Evidence, StringComparison.Ordinal);
        Assert.Contains("Nothing failed.", text.Output, StringComparison.Ordinal);
        Assert.InRange(text.Widest, 60, 100);
        Assert.DoesNotContain("right-password", run.Output + text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_UDP_port_is_told_from_ICMP()
    {
        await Fails("reachability", TestFault.PortClosed, "nothing listens", "port", Gateway(ClosedPort(), "udp"));
    }

    [Fact]
    public async Task Silence_over_UDP_is_a_firewall()
    {
        await using var peer = SipStub.Udp(static _ => []);
        Timeout = "700ms";

        await Fails("reachability", TestFault.UdpSilent, "firewall", "Open UDP", Gateway(peer.Port, "udp"));
    }

    [Fact]
    public async Task A_refused_connection_is_told() =>
        await Fails("reachability", TestFault.ConnectionRefused, "Nobody listens", "port and transport", Gateway(ClosedPort(), "tcp"));

    [Fact]
    public async Task A_peer_that_takes_the_connection_and_closes_is_told()
    {
        await using var peer = SipStub.Tcp(static _ => []);

        await Fails("options", TestFault.ClosedByPeer, "closed it instead of answering", "allow this machine", Gateway(peer.Port, "tcp"));
    }

    [Fact]
    public async Task TLS_to_a_plaintext_port_is_told()
    {
        await using var peer = SipStub.Tcp(static _ => []);

        await Fails("tls", TestFault.Plaintext, "speaks no TLS", "5061", Gateway(peer.Port, "tls"));
    }

    [Fact]
    public async Task Plaintext_to_a_TLS_port_is_told()
    {
        // What OpenSSL says to a client that speaks no TLS: alert protocol_version.
        await using var peer = SipStub.Tcp(static _ => ["\x15\x03\x01\x00\x02\x02\x46"]);

        await Fails("options", TestFault.TlsExpected, "TLS port", "transport: tls", Gateway(peer.Port, "tcp"));
    }

    [Theory]
    [InlineData(403, TestFault.AddressRefused, "not on the carrier's list", "public address")]
    [InlineData(416, TestFault.SipsRefused, "refuses sips", "scheme: sip")]
    [InlineData(503, TestFault.Unavailable, "Retry-After 17", "Wait")]
    [InlineData(500, TestFault.ServerFailure, "fault of its own", "Call-ID")]
    public async Task An_OPTIONS_that_is_refused_is_told_by_its_code(int status, TestFault fault, string cause, string remedy)
    {
        await using var peer = SipStub.Udp(request => [SipStub.Answer(request, status, status == 503 ? "Retry-After: 17\r\n" : "")]);

        await Fails("options", fault, cause, remedy, Gateway(peer.Port, "udp"));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    [InlineData(401)]
    public async Task A_peer_that_does_not_care_for_OPTIONS_is_alive(int status)
    {
        await using var peer = SipStub.Udp(request => [SipStub.Answer(request, status)]);

        var run = await RunAsync(Gateway(peer.Port, "udp"));

        Assert.True(run.ExitCode == ExitCode.Success, run.Output);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task An_answer_that_is_no_SIP_is_told(string transport)
    {
        Func<DemoMessage, IEnumerable<string>> script = static _ => ["HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"];
        await using var peer = transport == "udp" ? SipStub.Udp(script) : SipStub.Tcp(script);
        Timeout = transport == "udp" ? "1s" : Timeout;

        await Fails("options", TestFault.Garbage, "HTTP/1.1 400", "SIP ALG", Gateway(peer.Port, transport));
    }

    [Theory]
    [InlineData(403, TestFault.RegisterForbidden, "account locked", "registrar_domain")]
    [InlineData(404, TestFault.AccountUnknown, "no such user or domain", "registrar_domain")]
    [InlineData(405, TestFault.NoRegistrar, "takes no REGISTER", "register block")]
    [InlineData(503, TestFault.Unavailable, "overloaded", "Wait")]
    public async Task A_REGISTER_that_is_refused_is_told_by_its_code(int status, TestFault fault, string cause, string remedy)
    {
        await using var peer = Registrar(request => SipStub.Answer(request, status));

        await Fails("register", fault, cause, remedy, Gateway(peer.Port, "udp"), Register);
    }

    [Theory]
    [InlineData("SHA-256", "carrier", "", TestFault.WrongPassword, "password is wrong", "lock accounts")]
    [InlineData("MD5", "elsewhere", "", TestFault.RealmNotConfigured, "\"elsewhere\"", "auth.realms")]
    [InlineData("MD5", "carrier", "min_algorithm: sha_256", TestFault.WeakAlgorithm, "offers only MD5", "RFC 8760")]
    [InlineData("SHA-1", "carrier", "", TestFault.ChallengeNotUnderstood, "cannot be answered", "digest")]
    public async Task A_challenge_that_does_not_end_well_is_told(
        string algorithm, string realm, string auth, TestFault fault, string cause, string remedy)
    {
        await using var peer = Registrar(request => SipStub.Answer(
            request, 401, $"WWW-Authenticate: Digest realm=\"{realm}\", nonce=\"n{request.CSeq}\", qop=\"auth\", algorithm={algorithm}\r\n"));

        var rules = auth.Length == 0 ? Register : Register.Replace("realms:", auth + ", realms:", StringComparison.Ordinal);
        await Fails("register", fault, cause, remedy, Gateway(peer.Port, "udp"), rules);
    }

    [Fact]
    public async Task A_nonce_that_is_always_stale_is_told()
    {
        await using var peer = Registrar(static request => SipStub.Answer(
            request, 401, $"WWW-Authenticate: Digest realm=\"carrier\", nonce=\"n{request.CSeq}\", stale=true, qop=\"auth\", algorithm=MD5\r\n"));

        await Fails("register", TestFault.NonceLoop, "stale", "do not share their nonces", Gateway(peer.Port, "udp"), Register, causeOnly: true);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(0)]
    public async Task A_carrier_that_has_no_ear_for_OPTIONS_but_registers_is_noted_and_not_failed(int status)
    {
        await using var peer = SipStub.Udp(request => request.Method == SipMethod.Register ? [SipStub.Answer(request, 200)]
            : status == 0 ? [] : [SipStub.Answer(request, status)]);
        Timeout = status == 0 ? "1s" : Timeout;

        var run = await RunAsync(Gateway(peer.Port, "udp"), Register);

        Assert.True(run.ExitCode == ExitCode.Success, run.Output);
        Assert.Equal("noted", Assert.Single(Steps(run), static step => step.Layer == "options").Outcome);
    }

    [Fact]
    public async Task A_trunk_that_is_off_is_not_called()
    {
        await Fails("configuration", TestFault.TrunkDisabled, "switched off", "trunk enable carrier", Gateway(ClosedPort(), "udp"), "active: false");
    }
}
