using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using SipEdge.Media.Dtls;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Dtls;

/// <summary>
/// The openssl program as the peer, over loopback. It is the library that we use, but it is set up by somebody else's code:
/// profiles, certificates and exported keys are compared with what it says.
/// </summary>
public sealed partial class OpenSslPeerTests : IDisposable
{
    private const int Patience = 20_000;

    private readonly DtlsContext _context = DtlsContext.TryCreate()!;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly string _folder = Directory.CreateTempSubdirectory("sipedge-dtls").FullName;
    private readonly byte[] _buffer = new byte[2048];
    private EndPoint _peer = new IPEndPoint(IPAddress.Loopback, 0);
    private Process? _process;

    public OpenSslPeerTests() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }

        _socket.Dispose();
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [OpenSslTheory]
    [InlineData("SRTP_AES128_CM_SHA1_80", SrtpSuite.AesCm128HmacSha1_80, true)]
    [InlineData("SRTP_AES128_CM_SHA1_32", SrtpSuite.AesCm128HmacSha1_32, false)]
    public async Task A_client_gets_the_keys_that_we_have(string profile, SrtpSuite suite, bool addressProven)
    {
        var settings = new DtlsSettings(DtlsRole.Passive, MakeCertificate());
        using var handshake = _context.TryBegin(settings, addressProven, DtlsTimes.Default, Now, out _)!;
        Run("s_client", "-connect", $"127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}", "-use_srtp", profile);
        Exchange(handshake);

        Assert.Equal((DtlsState.Established, DtlsFailure.None), (handshake.State, handshake.Failure));
        handshake.TakeKeys(out var receive, out var send);
        Assert.Equal(suite, receive.Suite);
        await SaysKeys(client: receive, server: send);
    }

    [OpenSslTheory]
    [InlineData("SRTP_AES128_CM_SHA1_80", SrtpSuite.AesCm128HmacSha1_80)]
    public async Task A_server_gets_the_keys_that_we_have(string profile, SrtpSuite suite)
    {
        var settings = new DtlsSettings(DtlsRole.Active, MakeCertificate());
        using var handshake = _context.TryBegin(settings, addressProven: true, DtlsTimes.Default, Now, out _)!;
        Run("s_server", "-accept", "127.0.0.1:0", "-Verify", "1", "-verify_return_error", "-use_srtp", profile);
        _peer = new IPEndPoint(IPAddress.Loopback, int.Parse((await Says(Accepting())).Groups[1].Value));

        // The server wants an issuer it knows, so it ends the handshake when our certificate comes; that is its right.
        Exchange(handshake);
        Assert.Equal((DtlsState.Failed, DtlsFailure.Protocol), (handshake.State, handshake.Failure));

        using var second = _context.TryBegin(settings, addressProven: true, DtlsTimes.Default, Now, out _)!;
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Run("s_server", "-accept", "127.0.0.1:0", "-Verify", "1", "-use_srtp", profile);
        _peer = new IPEndPoint(IPAddress.Loopback, int.Parse((await Says(Accepting())).Groups[1].Value));
        Exchange(second);

        Assert.Equal((DtlsState.Established, DtlsFailure.None), (second.State, second.Failure));
        second.TakeKeys(out var receive, out var send);
        Assert.Equal(suite, receive.Suite);
        await SaysKeys(client: send, server: receive);
    }

    [OpenSslFact]
    public void A_client_with_an_older_version_is_refused()
    {
        var settings = new DtlsSettings(DtlsRole.Passive, MakeCertificate());
        using var handshake = _context.TryBegin(settings, addressProven: true, DtlsTimes.Default, Now, out _)!;
        Run(
            "s_client",
            "-connect",
            $"127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}",
            "-use_srtp",
            "SRTP_AES128_CM_SHA1_80",
            "-max_protocol",
            "DTLSv1",
            "-cipher",
            "DEFAULT:@SECLEVEL=0");
        Exchange(handshake);

        Assert.Equal((DtlsState.Failed, DtlsFailure.Protocol), (handshake.State, handshake.Failure));
    }

    [OpenSslFact]
    public void A_client_without_a_certificate_is_refused()
    {
        var settings = new DtlsSettings(DtlsRole.Passive, MakeCertificate());
        File.Delete(Path.Combine(_folder, "certificate.pem"));
        using var handshake = _context.TryBegin(settings, addressProven: true, DtlsTimes.Default, Now, out _)!;
        Run(
            "s_client",
            "-connect",
            $"127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}",
            "-use_srtp",
            "SRTP_AES128_CM_SHA1_80");
        Exchange(handshake);

        Assert.Equal((DtlsState.Failed, DtlsFailure.WrongFingerprint), (handshake.State, handshake.Failure));
    }

    private static long Now => Stopwatch.GetTimestamp();

    private DtlsFingerprint MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=peer", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(
            Path.Combine(_folder, "certificate.pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return DtlsFingerprint.Compute(FingerprintHash.Sha256, certificate.RawData);
    }

    private void Run(string verb, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(verb);
        start.ArgumentList.Add("-dtls");
        if (File.Exists(Path.Combine(_folder, "certificate.pem")))
        {
            start.ArgumentList.Add("-cert");
            start.ArgumentList.Add(Path.Combine(_folder, "certificate.pem"));
        }

        foreach (var argument in (string[])["-keymatexport", "EXTRACTOR-dtls_srtp", "-keymatexportlen", "60", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Carries datagrams between the association and the socket until it has ended.</summary>
    private void Exchange(DtlsHandshake handshake)
    {
        var started = Stopwatch.GetTimestamp();
        handshake.Start(Now);
        while (true)
        {
            while (handshake.TryTakeDatagram(out var datagram))
            {
                _socket.SendTo(datagram, _peer);
            }

            if (handshake.State != DtlsState.Handshaking)
            {
                return;
            }

            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0, Patience);
            if (_socket.Poll(TimeSpan.FromMilliseconds(20), SelectMode.SelectRead))
            {
                var length = _socket.ReceiveFrom(_buffer, ref _peer);
                handshake.Take(_buffer.AsSpan(0, length), Now);
            }

            if (handshake.WakeAt <= Now)
            {
                handshake.Tick(Now);
            }
        }
    }

    private async Task SaysKeys(SrtpKey client, SrtpKey server)
    {
        var material = Convert.FromHexString((await Says(Material())).Groups[1].Value);
        byte[] ours = [.. client.MasterKey, .. server.MasterKey, .. client.MasterSalt, .. server.MasterSalt];
        Assert.Equal(material, ours);
    }

    private async Task<Match> Says(Regex what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _process!.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (what.Match(line) is { Success: true } match)
            {
                return match;
            }
        }

        throw new InvalidOperationException($"openssl ended without saying {what}");
    }

    [GeneratedRegex(@"Keying material: ([0-9A-F]{120})")]
    private static partial Regex Material();

    [GeneratedRegex(@"^ACCEPT 127\.0\.0\.1:(\d+)")]
    private static partial Regex Accepting();
}
