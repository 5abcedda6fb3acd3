using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SipEdge.Tests.RealPeers;

/// <summary>A connection of a TLS peer that stands, as a carrier keeps one, and asks from time to time whether the edge is there.</summary>
internal sealed class TlsConnection : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly SslStream _tls;
    private int _asked;

    private TlsConnection(TcpClient tcp, SslStream tls)
    {
        _tcp = tcp;
        _tls = tls;
    }

    /// <summary>Of the certificate that the edge showed.</summary>
    public string Serial => ((X509Certificate2)_tls.RemoteCertificate!).SerialNumber;

    public static async Task<TlsConnection> Open(IPAddress from, IPEndPoint to, string name, TestAuthority authority)
    {
        using var limit = new CancellationTokenSource(TestBed.Patience);
        var tcp = new TcpClient(new IPEndPoint(from, 0));
        await tcp.ConnectAsync(to, limit.Token);
        var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = name,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(authority.File, limit.Token)) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
            limit.Token);
        return new TlsConnection(tcp, tls);
    }

    /// <summary>Sends OPTIONS and returns the status line of the answer.</summary>
    public async Task<string> Ask()
    {
        using var limit = new CancellationTokenSource(TestBed.Patience);
        var id = ++_asked;
        var local = (IPEndPoint)_tcp.Client.LocalEndPoint!;
        var request = $"""
            OPTIONS sip:edge.test SIP/2.0
            Via: SIP/2.0/TLS {local};branch=z9hG4bK{local.Port}x{id}
            Max-Forwards: 70
            From: <sip:{local.Address}>;tag={id}
            To: <sip:edge.test>
            Call-ID: {local.Port}-{id}@{local.Address}
            CSeq: {id} OPTIONS
            Content-Length: 0


            """.ReplaceLineEndings("\r\n");
        await _tls.WriteAsync(Encoding.ASCII.GetBytes(request), limit.Token);
        var answer = "";
        var buffer = new byte[4096];
        while (!answer.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await _tls.ReadAsync(buffer, limit.Token);
            Assert.True(read > 0, $"The edge closed the connection after \"{answer}\"");
            answer += Encoding.ASCII.GetString(buffer, 0, read);
        }

        return answer.Split("\r\n")[0];
    }

    public async ValueTask DisposeAsync()
    {
        await _tls.DisposeAsync();
        _tcp.Dispose();
    }
}
