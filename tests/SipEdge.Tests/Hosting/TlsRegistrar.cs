using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SipEdge.Tests.Hosting;

/// <summary>A registrar over TLS that takes whom it is told to, by his certificate alone.</summary>
internal sealed class TlsRegistrar : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly Task _serving;

    /// <param name="certificate">PEM with its key.</param>
    /// <param name="client">The one certificate that is let in, PEM; null: nobody is asked for one.</param>
    public TlsRegistrar(string certificate, string? client)
    {
        // A PEM's key is not one that every platform's TLS takes as it is.
        using var pem = X509Certificate2.CreateFromPemFile(certificate);
        _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
        _listener.Start();
        _serving = ServeAsync(client is null ? null : X509CertificateLoader.LoadCertificateFromFile(client).Thumbprint);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(string? client)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var stream = new SslStream(socket.GetStream());
                await stream.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificate = _certificate,
                        ClientCertificateRequired = client is not null,
                        RemoteCertificateValidationCallback = (_, shown, _, _) =>
                            client is null || shown is X509Certificate2 one && one.Thumbprint == client,
                    },
                    _stop.Token);
                await AnswerAsync(stream);
            }
            catch (Exception over) when (
                over is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // This peer is gone or was not let in; the next may be.
            }
        }
    }

    private async Task AnswerAsync(SslStream stream)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            received.Append(Encoding.ASCII.GetString(buffer, 0, count));
            if (!received.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                continue;
            }
            string[] copied = ["Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:"];
            var lines = received.ToString().Split("\r\n")
                .Where(line => copied.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
                .Select(static line => line.StartsWith("To:", StringComparison.OrdinalIgnoreCase) ? $"{line};tag=registrar" : line);
            received.Clear();
            var answer = $"SIP/2.0 200 OK\r\n{string.Join("\r\n", lines)}\r\nExpires: 300\r\nContent-Length: 0\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
        }
    }
}
