using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>A TLS server of another make: openssl s_server, which can be told to want or offer almost anything.</summary>
internal sealed class OpensslServer : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private OpensslServer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Endpoint = SocketEndpoint.From(new IPEndPoint(IPAddress.Loopback, port));
    }

    public static bool IsInstalled { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "openssl")));

    public SocketEndpoint Endpoint { get; }

    public static OpensslServer Start(X509Certificate2 certificate, X509Certificate2 authority, string arguments)
    {
        var folder = Directory.CreateTempSubdirectory("sipedge-tls").FullName;
        File.WriteAllText(Path.Combine(folder, "server.pem"),
            certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportECPrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "ca.pem"), authority.ExportCertificatePem());
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var process = Process.Start(new ProcessStartInfo("openssl", $"s_server -accept 127.0.0.1:{port} -cert server.pem {arguments}")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true, // held open: at its end s_server hangs up
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        for (var line = process.StandardOutput.ReadLine(); line != "ACCEPT"; line = process.StandardOutput.ReadLine())
        {
            Assert.True(line is not null, "openssl s_server ended");
        }

        return new OpensslServer(process, folder, port);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
