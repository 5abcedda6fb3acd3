using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Tests.Configuration;

/// <summary>
/// The folder <c>config</c> as an installation has it: the files of the repository, with the secrets and certificates they refer
/// to made for the test.
/// </summary>
public sealed class ExampleFiles : IDisposable
{
    public ExampleFiles()
    {
        var source = Path.Combine(Repository(), "config");
        Folder = Directory.CreateTempSubdirectory("sipedge-config-").FullName;
        foreach (var file in Directory.EnumerateFiles(source, "*.yaml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        foreach (var folder in new[] { Folder, Path.Combine(Folder, "examples") })
        {
            WriteSecret(Path.Combine(folder, "secrets", "phone-101"), "secret of 101\n");
            WriteSecret(Path.Combine(folder, "secrets", "phone-102.md5"), new string('a', 32));
            WriteSecret(Path.Combine(folder, "secrets", "phone-102.sha-256"), new string('B', 64) + "\r\n");
            WriteSecret(Path.Combine(folder, "secrets", "endpoint-token"), "token");
            WriteSecret(Path.Combine(folder, "secrets", "101"), "secret of 101\n");
            WriteSecret(Path.Combine(folder, "secrets", "101-pbx"), "secret of 101 at the PBX\n");
            WriteCertificate(Path.Combine(folder, "tls", "sip.example.net"));
            WriteCertificate(Path.Combine(folder, "tls", "carrier-client"));
            WriteCertificate(Path.Combine(folder, "tls", "carrier-ca"));
        }
        WriteSecret(Path.Combine(Folder, "credentials", "phone-102"), "secret of 102");
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", Path.Combine(Folder, "credentials"));
        Environment.SetEnvironmentVariable("SIPEDGE_PHONE_101", "secret of 101");
    }

    public string Folder { get; }

    public static string Repository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "SipEdge.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("SipEdge.sln is in no parent folder");
        }
        return directory;
    }

    public static void WriteSecret(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public static void WriteCertificate(string path, int days = 90)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sip.example.net", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("sip.example.net");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(days));
        File.WriteAllText(path + ".pem", certificate.ExportCertificatePem());
        File.WriteAllText(path + ".key", key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", null);
        Environment.SetEnvironmentVariable("SIPEDGE_PHONE_101", null);
        Directory.Delete(Folder, recursive: true);
    }
}
