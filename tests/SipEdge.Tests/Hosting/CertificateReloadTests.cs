using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Cli;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.Hosting;

public sealed class CertificateReloadTests
{
    [Fact]
    public async Task A_renewed_certificate_is_shown_after_a_reload_and_a_bad_pair_is_not()
    {
        using var files = new ScratchDirectory();
        var port = RunningEdge.FreePort();
        var first = WritePair(files, "edge.test");
        await using var edge = await RunningEdge.StartAsync(
            $$"""
            tls:
              main:
                certificate: {{files.File("cert.pem")}}
                key: {{files.File("key.pem")}}
            """,
            $"""
              - name: tls
                transport: tls
                bind: 127.0.0.1:{port}
                tls: main
            """);
        Assert.Equal(first, await ShownAsync(port));

        var second = WritePair(files, "edge.test");
        Assert.Equal(ExitCode.Success, (await Sipedge.RunAsync("reload", "--socket", edge.Socket)).ExitCode);
        Assert.Equal(second, await ShownAsync(port));

        var wrongKey = await File.ReadAllTextAsync(files.File("key.pem"));
        WritePair(files, "edge.test");
        await File.WriteAllTextAsync(files.File("key.pem"), wrongKey);
        var refused = await Sipedge.RunAsync("reload", "--socket", edge.Socket);

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("tls.main.key", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", refused.Error, StringComparison.Ordinal);
        Assert.Equal(second, await ShownAsync(port));
    }

    [Theory]
    [InlineData("edge.test", -1, "out of date")]
    [InlineData("other.test", 90, "no longer names edge.test")]
    public async Task A_new_pair_that_peers_would_refuse_is_refused_and_the_last_good_one_stays(string name, int days, string why)
    {
        using var files = new ScratchDirectory();
        var port = RunningEdge.FreePort();
        var good = WritePair(files, "edge.test");
        await using var edge = await RunningEdge.StartAsync(
            $$"""
            tls:
              main: { certificate: {{files.File("cert.pem")}}, key: {{files.File("key.pem")}} }
            """,
            $"""
              - name: tls
                transport: tls
                bind: 127.0.0.1:{port}
                tls: main
            """);

        WritePair(files, name, days);
        var refused = await Sipedge.RunAsync("reload", "--socket", edge.Socket);

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains(why, refused.Error, StringComparison.Ordinal);
        Assert.Equal(good, await ShownAsync(port));
        var status = await Sipedge.RunAsync("status", "--json", "--socket", edge.Socket);
        Assert.Contains("\"certificates\":[{\"name\":\"main\",\"subject\":\"CN=edge.test\"", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_real_pair_takes_the_place_of_one_that_the_edge_made_itself()
    {
        using var files = new ScratchDirectory();
        var port = RunningEdge.FreePort();
        await using var edge = await RunningEdge.StartAsync(
            """
            tls:
              main: { self_signed: true }
            """,
            $"""
              - name: tls
                transport: tls
                bind: 127.0.0.1:{port}
                tls: main
            """);
        var pair = WritePair(files, "edge.test");
        Assert.NotEqual(pair, await ShownAsync(port));

        var text = await File.ReadAllTextAsync(edge.ConfigFile);
        await File.WriteAllTextAsync(edge.ConfigFile, text.Replace(
            "self_signed: true", $"certificate: {files.File("cert.pem")}, key: {files.File("key.pem")}", StringComparison.Ordinal));
        var taken = await Sipedge.RunAsync("reload", "--socket", edge.Socket);

        Assert.Equal((ExitCode.Success, ""), (taken.ExitCode, taken.Error));
        Assert.Equal(pair, await ShownAsync(port));
    }

    [Fact]
    public async Task A_listener_that_asks_for_tls_1_3_takes_nothing_older()
    {
        var port = RunningEdge.FreePort();
        await using var edge = await RunningEdge.StartAsync(
            """
            tls:
              main: { self_signed: true, min_version: "1.3" }
            """,
            $"""
              - name: tls
                transport: tls
                bind: 127.0.0.1:{port}
                tls: main
            """);

        Assert.NotEmpty(await ShownAsync(port));
        var refused = await Record.ExceptionAsync(() => ShownAsync(port, SslProtocols.Tls12));
        Assert.True(refused is AuthenticationException or IOException, $"a TLS 1.2 handshake ended with {refused}");
    }

    private static string WritePair(ScratchDirectory files, string name, int days = 90)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(days));
        files.Write("cert.pem", certificate.ExportCertificatePem());
        files.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private static async Task<string> ShownAsync(int port, SslProtocols protocols = SslProtocols.None)
    {
        var shown = string.Empty;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.ConnectAsync("127.0.0.1", port, patience.Token);
        await using var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "edge.test",
                EnabledSslProtocols = protocols,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = certificate!.GetCertHashString(HashAlgorithmName.SHA256);
                    return shown.Length > 0;
                },
            },
            patience.Token);
        return shown;
    }
}
