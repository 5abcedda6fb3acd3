using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>Who a peer is by its certificate, who the edge is to a peer, and that the two never get mixed up.</summary>
public class TlsIdentityTests
{
    private const string Options =
        "OPTIONS sip:edge SIP/2.0\r\nVia: SIP/2.0/TLS a;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:b@b>\r\n"
        + "Call-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void A_caller_is_whom_the_authority_of_that_very_peer_says()
    {
        using var own = new TestCertificates();
        using var carrier = new TestCertificates("Carrier");
        using var shown = own.Issue("localhost", ["localhost"]);
        using var edge = new Loopback(certificate: shown, clientAuth: ClientAuth.Optional, peers:
        [
            new ExpectedPeer("carrier", ["sip.carrier.example"], carrier.Roots),
            new ExpectedPeer("other", ["sip.carrier.example"], own.Roots),
            new ExpectedPeer("third", ["third.example"], carrier.Roots),
        ]);
        using var theirs = carrier.Issue("x", ["sip:sip.carrier.example"], TestCertificates.ServerUsage);

        var session = Call(edge, own, theirs);

        Assert.Equal(new PeerName("carrier", "sip.carrier.example"), Assert.Single(session!.Verified));
        Assert.Equal("sip.carrier.example", session.PeerName);
        Assert.Equal(("TLSv1.3", true), (session.Version, session.Suite.StartsWith("TLS_", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nobody.example", true, 60)] // another name
    [InlineData("sip.carrier.example", false, 60)] // another authority
    [InlineData("sip.carrier.example", true, -1)] // out of date
    [InlineData(null, true, 60)] // none
    public void What_proves_nothing_is_nothing_where_certificates_are_optional_and_ends_it_where_required(
        string? name, bool rightAuthority, int minutes)
    {
        using var own = new TestCertificates();
        using var carrier = new TestCertificates("Carrier");
        using var stranger = new TestCertificates("Carrier"); // by the same name, with another key
        using var shown = own.Issue("localhost", ["localhost"]);
        using var theirs = name is null
            ? null
            : (rightAuthority ? carrier : stranger).Issue("x", [name], until: TimeSpan.FromMinutes(minutes));
        ExpectedPeer[] peers = [new("carrier", ["sip.carrier.example"], carrier.Roots)];

        using var lax = new Loopback(certificate: shown, clientAuth: ClientAuth.Optional, peers: peers);
        Assert.Empty(Call(lax, own, theirs)!.Verified);

        using var strict = new Loopback(certificate: shown, clientAuth: ClientAuth.Required, peers: peers);
        using var caller = Caller(own, theirs);
        caller.Send(To(strict), Options, token: 3);
        var failure = caller.ReceiveFailed().Failure;
        Assert.True(failure.Fault is FlowFault.Alert or FlowFault.NoClientCertificate or FlowFault.ClosedByPeer, failure.ToString());
        Assert.Equal(0, strict.Count);
        var fault = (name, rightAuthority, minutes) switch
        {
            (null, _, _) => FlowFault.NoClientCertificate,
            (_, false, _) => FlowFault.UnknownAuthority,
            (_, _, < 0) => FlowFault.Expired,
            _ => FlowFault.NameMismatch,
        };
        strict.Await(() => strict.Host.Streams.Failed(fault, inward: true) == 1, $"{fault} to be counted");
    }

    [Fact]
    public void An_authority_that_is_taken_away_takes_its_names_with_it_while_connections_stand()
    {
        using var own = new TestCertificates();
        using var carrier = new TestCertificates("Carrier");
        using var shown = own.Issue("localhost", ["localhost"]);
        using var theirs = carrier.Issue("x", ["sip.carrier.example"]);
        ExpectedPeer peer = new("carrier", ["sip.carrier.example"], carrier.Roots);
        using var edge = new Loopback(certificate: shown, clientAuth: ClientAuth.Optional, peers: [peer]);
        using var caller = Caller(own, theirs);
        caller.Send(To(edge), Options);
        var flow = edge.Receive().Flow;
        Assert.Single(edge.OnLoop(loop => loop.Transport.Tls(flow))!.Verified);

        edge.Host.Settings.Trust.Replace(
            TlsClientSettings.Default, new Dictionary<string, TlsClientSettings>(), [peer with { Roots = own.Roots }]);
        edge.Host.TrustChanged();

        Assert.Empty(edge.OnLoop(loop => loop.Transport.Tls(flow))!.Verified);
    }

    [Fact]
    public void Two_identities_to_one_address_are_two_connections_and_a_changed_one_is_a_third()
    {
        using var own = new TestCertificates();
        using var shown = own.Issue("localhost", ["localhost"]);
        using var first = own.Issue("a", ["a.example"]);
        using var second = own.Issue("b", ["b.example"]);
        using var edge = new Loopback(certificate: shown, clientAuth: ClientAuth.Optional, peers:
        [
            new ExpectedPeer("a", ["a.example"], own.Roots), new ExpectedPeer("b", ["b.example"], own.Roots),
        ]);
        var asFirst = Settings(own, first);
        var asSecond = Settings(own, second);
        using var caller = new Loopback(byName: new() { ["a"] = asFirst, ["b"] = asSecond });

        Assert.Equal("a.example", NameOf(edge, caller, "a"));
        Assert.Equal("b.example", NameOf(edge, caller, "b"));
        Assert.Equal("a.example", NameOf(edge, caller, "a"));
        Assert.Equal(2, caller.Host.Streams.Opened);

        caller.Host.Settings.Trust.Replace(
            TlsClientSettings.Default,
            new Dictionary<string, TlsClientSettings> { ["a"] = Settings(own, second), ["b"] = asSecond }, []);
        Assert.Equal("b.example", NameOf(edge, caller, "a"));
        Assert.Equal("b.example", NameOf(edge, caller, "b"));
        Assert.Equal(3, caller.Host.Streams.Opened);
    }

    [Theory]
    [InlineData("one.example", "one.example")]
    [InlineData("ONE.example", "one.example")]
    [InlineData("sip.two.example", "sip.two.example")] // exact before the wildcard that covers it, too
    [InlineData("any.two.example", "*.two.example")]
    [InlineData("three.example", "one.example")] // nobody's: the first
    public async Task The_name_asked_for_chooses_the_certificate(string asked, string expected)
    {
        using var authority = new TestCertificates();
        using var edge = new Loopback(certificates: Several(authority));
        Assert.Equal(expected, await ShownAsync(edge, asked));
    }

    [Fact]
    public async Task Where_names_are_strict_nobody_is_shown_a_certificate_of_another_name()
    {
        using var authority = new TestCertificates();
        using var edge = new Loopback(certificates: Several(authority), strictNames: true);
        Assert.Equal("one.example", await ShownAsync(edge, "one.example"));
        await Assert.ThrowsAnyAsync<Exception>(() => ShownAsync(edge, "three.example"));
        await Assert.ThrowsAnyAsync<Exception>(() => ShownAsync(edge, "127.0.0.1"));
        edge.Await(() => edge.Host.Streams.Failed(FlowFault.NameMismatch, inward: true) == 2, "both to be counted");
    }

    [OpensslTheory]
    [InlineData("-tls1_3")]
    [InlineData("-tls1_2")]
    public void A_client_that_comes_back_with_a_session_is_asked_who_it_is_again(string version)
    {
        using var authority = new TestCertificates();
        using var shown = authority.Issue("localhost", ["localhost"]);
        using var theirs = authority.Issue("x", ["sip.carrier.example"]);
        using var edge = new Loopback(certificate: shown, clientAuth: ClientAuth.Required, peers:
            [new ExpectedPeer("carrier", ["sip.carrier.example"], authority.Roots)]);
        var folder = Directory.CreateTempSubdirectory("sipedge-tls");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "client.pem"),
                theirs.ExportCertificatePem() + "\n" + theirs.GetECDsaPrivateKey()!.ExportECPrivateKeyPem());
            foreach (var session in new[] { "-sess_out s.pem", "-sess_in s.pem" })
            {
                if (session.StartsWith("-sess_in", StringComparison.Ordinal)
                    && !File.Exists(Path.Combine(folder.FullName, "s.pem")))
                {
                    break; // the edge gave out no session at all, which is just as well
                }

                using var client = Process.Start(new ProcessStartInfo("openssl",
                    $"s_client -connect 127.0.0.1:{edge.Port(2).Port} -servername localhost -cert client.pem {version} {session}")
                {
                    WorkingDirectory = folder.FullName,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                try
                {
                    client.StandardInput.Write(Options);
                    client.StandardInput.Flush();
                    var flow = edge.Receive().Flow;
                    Assert.Single(edge.OnLoop(loop => loop.Transport.Tls(flow))!.Verified);
                }
                finally
                {
                    client.Kill();
                    client.WaitForExit();
                }

                Assert.DoesNotContain("Reused", client.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ServerCertificate[] Several(TestCertificates authority) =>
    [
        Loopback.Shown(authority.Issue("one.example", ["one.example"])),
        Loopback.Shown(authority.Issue("*.two.example", ["*.two.example"])),
        Loopback.Shown(authority.Issue("sip.two.example", ["sip.two.example"])),
    ];

    private static async Task<string> ShownAsync(Loopback edge, string asked)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Port(2));
        await using var tls = new SslStream(client.GetStream());
        X509Certificate2? shown = null;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = asked,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = certificate as X509Certificate2) is not null,
        }).WaitAsync(Loopback.Patience);
        return shown!.GetNameInfo(X509NameType.SimpleName, false);
    }

    private static string? NameOf(Loopback edge, Loopback caller, string settings)
    {
        caller.Send(To(edge) with { TlsClient = settings }, Options);
        var flow = edge.Receive().Flow;
        return edge.OnLoop(loop => loop.Transport.Tls(flow))!.Verified.Single().Name;
    }

    private static TlsSession? Call(Loopback edge, TestCertificates own, X509Certificate2? theirs)
    {
        using var caller = Caller(own, theirs);
        caller.Send(To(edge), Options);
        var flow = edge.Receive().Flow;
        return edge.OnLoop(loop => loop.Transport.Tls(flow));
    }

    private static Loopback Caller(TestCertificates trusted, X509Certificate2? shown) => new(tlsClient: Settings(trusted, shown));

    private static TlsClientSettings Settings(TestCertificates trusted, X509Certificate2? shown) => new()
    {
        Roots = trusted.Roots,
        ClientCertificate = shown is null ? null : Loopback.Shown(shown).Context,
    };

    private static Flow To(Loopback far) => new(TransportKind.Tls, 2, 0, far.Endpoint(2), "localhost");
}
