using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>T-08: what was wrong between the edge and a TLS peer has its own name, whoever of the two refused.</summary>
public class TlsFailureTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [OpensslTheory]
    [InlineData("-tls1_3 -Verify 1 -verify_return_error", FlowFault.NoClientCertificate, 116)]
    [InlineData("-tls1_2 -Verify 1 -verify_return_error", FlowFault.NoClientCertificate, 40)]
    [InlineData("-tls1_1 -cipher DEFAULT@SECLEVEL=0", FlowFault.NoSharedVersion, 70)]
    [InlineData("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256", FlowFault.NoSharedSuite, 40)]
    public void What_a_server_refuses_us_for_is_told_from_its_alert(string arguments, FlowFault fault, int alert)
    {
        using var authority = new TestCertificates();
        using var shown = authority.Issue("localhost", ["localhost"]);
        using var server = OpensslServer.Start(shown, authority.Root, arguments);
        using var edge = new Loopback(tlsClient: new TlsClientSettings { Roots = authority.Roots });

        edge.Send(To(server.Endpoint), Options, token: 3);

        Assert.Equal((3L, new FlowFailure(fault, (byte)alert)), edge.ReceiveFailed());
        edge.Await(() => edge.Host.Streams.Failed(fault, inward: false) == 1, "the failure to be counted");
    }

    [OpensslTheory]
    [InlineData("-tls1_3")]
    [InlineData("-tls1_2")]
    public void A_server_that_does_not_know_who_signed_our_certificate_says_so(string version)
    {
        using var authority = new TestCertificates();
        using var stranger = new TestCertificates("Nobody");
        using var shown = authority.Issue("localhost", ["localhost"]);
        using var ours = stranger.Issue("edge.example", ["edge.example"]);
        using var server = OpensslServer.Start(
            shown, authority.Root, $"{version} -Verify 1 -verify_return_error -CAfile ca.pem");
        using var edge = new Loopback(tlsClient: new TlsClientSettings
        {
            Roots = authority.Roots,
            ClientCertificate = Loopback.Shown(ours).Context,
        });

        edge.Send(To(server.Endpoint), Options, token: 3);

        var (_, failure) = edge.ReceiveFailed();
        Assert.Equal(FlowFault.Alert, failure.Fault);
        Assert.Equal("unknown_ca", FlowFailure.AlertName(failure.Alert));
    }

    [OpensslTheory]
    [InlineData("-tls1_3")]
    [InlineData("-tls1_2")]
    public void A_server_that_wants_our_certificate_gets_it(string version)
    {
        using var authority = new TestCertificates();
        using var shown = authority.Issue("localhost", ["localhost"]);
        using var ours = authority.Issue("edge.example", ["edge.example"], TestCertificates.ClientUsage);

        // -rev answers with the bytes of each line turned round, which is more than silence.
        using var server = OpensslServer.Start(
            shown, authority.Root, $"{version} -Verify 1 -verify_return_error -CAfile ca.pem -rev");
        using var edge = new Loopback(TransportLimits.Default with { MessageTimeout = 300 }, tlsClient: new TlsClientSettings
        {
            Roots = authority.Roots,
            ClientCertificate = Loopback.Shown(ours).Context,
        });

        Assert.Equal(SendResult.Queued, edge.Send(To(server.Endpoint), Options, token: 3));

        // What comes back is no message: a connection that is closed for that has been through its handshake.
        edge.Await(() => edge.Host.Streams.Closed(CloseReason.HalfMessage) == 1, "an answer");
        Assert.Equal(0, edge.Host.Streams.Closed(CloseReason.HandshakeFailed));
    }

    [Theory]
    [InlineData("localhost", "localhost", FlowFault.None)]
    [InlineData("sip:localhost other.example", "localhost", FlowFault.None)]
    [InlineData("sip:other.example localhost", "localhost", FlowFault.NameMismatch)]
    [InlineData("*.example", "sip.example", FlowFault.NameMismatch)]
    [InlineData("127.0.0.1", "127.0.0.1", FlowFault.None)]
    [InlineData("localhost", "127.0.0.1", FlowFault.NameMismatch)]
    public void A_certificate_must_be_for_the_name_that_was_called(string names, string called, FlowFault fault)
    {
        using var authority = new TestCertificates();
        using var shown = authority.Issue("localhost", names.Split(' '));
        Assert.Equal(fault, Call(shown, new TlsClientSettings { Roots = authority.Roots }, called));
    }

    [Fact]
    public void An_authority_that_is_not_trusted_counts_for_nothing()
    {
        using var authority = new TestCertificates();
        using var trusted = new TestCertificates("Another");
        using var shown = authority.Issue("localhost", ["localhost"]);
        Assert.Equal(FlowFault.UnknownAuthority, Call(shown, new TlsClientSettings { Roots = trusted.Roots }));
    }

    [Fact]
    public void A_certificate_out_of_date_is_not_taken_for_one_of_somebody_else()
    {
        using var authority = new TestCertificates();
        var settings = new TlsClientSettings { Roots = authority.Roots };
        using var old = authority.Issue("localhost", ["localhost"], from: -Day, until: TimeSpan.FromMinutes(-1));
        using var early = authority.Issue("localhost", ["localhost"], from: TimeSpan.FromMinutes(10), until: Day);
        Assert.Equal(FlowFault.Expired, Call(old, settings));
        Assert.Equal(FlowFault.Expired, Call(early, settings));
    }

    [Fact]
    public void A_certificate_that_is_for_mail_is_not_for_calls()
    {
        using var authority = new TestCertificates();
        using var shown = authority.Issue("localhost", ["localhost"], TestCertificates.MailUsage);
        Assert.Equal(FlowFault.WrongUsage, Call(shown, new TlsClientSettings { Roots = authority.Roots }));
    }

    [Fact]
    public void A_pinned_key_must_be_in_the_chain_and_does_not_stand_in_for_one()
    {
        using var authority = new TestCertificates();
        using var shown = authority.Issue("localhost", ["localhost"]);
        using var other = authority.Issue("localhost", ["localhost"]);
        Assert.Equal(FlowFault.None, Call(shown, Pinned(shown, authority.Roots)));
        Assert.Equal(FlowFault.None, Call(shown, Pinned(authority.Root, authority.Roots)));
        Assert.Equal(FlowFault.PinMismatch, Call(shown, Pinned(other, authority.Roots)));
        using var stranger = new TestCertificates("Nobody");
        Assert.Equal(FlowFault.UnknownAuthority, Call(shown, Pinned(shown, stranger.Roots)));
    }

    [Fact]
    public void Nobody_there_is_refused()
    {
        using var edge = new Loopback();
        using var closed = new ClosedPort();
        edge.Send(To(SocketEndpoint.From(closed.Endpoint)), Options, token: 3);
        Assert.Equal(new FlowFailure(FlowFault.Refused), edge.ReceiveFailed().Failure);
    }

    [Theory]
    [InlineData("SIP/2.0 400 Bad Request\r\n\r\n", FlowFault.Plaintext)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", FlowFault.Plaintext)]
    [InlineData("", FlowFault.ClosedByPeer)]
    public async Task A_peer_without_tls_and_one_without_a_word_are_told_apart(string said, FlowFault fault)
    {
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        using var edge = new Loopback();
        edge.Send(To(SocketEndpoint.From((IPEndPoint)plain.LocalEndpoint)), Options, token: 3);
        using (var peer = await plain.AcceptTcpClientAsync().WaitAsync(Loopback.Patience))
        {
            Assert.True(await peer.GetStream().ReadAsync(new byte[4096]) > 0);
            await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(said));
        }

        Assert.Equal(new FlowFailure(fault), edge.ReceiveFailed().Failure);
    }

    [Fact]
    public void A_peer_that_never_ends_the_handshake_runs_out_of_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var edge = new Loopback(TransportLimits.Default with { HandshakeTimeout = 300 });
        edge.Send(To(SocketEndpoint.From((IPEndPoint)silent.LocalEndpoint)), Options, token: 3);
        Assert.Equal(new FlowFailure(FlowFault.HandshakeTimeout), edge.ReceiveFailed().Failure);
    }

    private const string Options =
        "OPTIONS sip:edge SIP/2.0\r\nVia: SIP/2.0/TLS a;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:b@b>\r\n"
        + "Call-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    private static Flow To(SocketEndpoint remote, string called = "localhost") =>
        new(TransportKind.Tls, 2, 0, remote, called);

    /// <summary>None when the message arrived.</summary>
    private static FlowFault Call(X509Certificate2 shown, TlsClientSettings settings, string called = "localhost")
    {
        using var far = new Loopback(certificate: shown);
        using var edge = new Loopback(tlsClient: settings);
        edge.Send(To(far.Endpoint(2), called), Options, token: 3);
        return edge.ArrivedOrFailed(far);
    }

    private static TlsClientSettings Pinned(X509Certificate2 key, X509Certificate2Collection roots) => new()
    {
        Roots = roots,
        Pins = [[.. System.Security.Cryptography.SHA256.HashData(key.PublicKey.ExportSubjectPublicKeyInfo())]],
    };
}
