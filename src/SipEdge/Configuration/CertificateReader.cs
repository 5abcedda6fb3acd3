using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Reads PEM certificates and keys and says what a peer would find wrong with them.</summary>
internal static class CertificateReader
{
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(14);

    public static Dictionary<string, TlsCertificate> Read(EdgeOptions options, DateTimeOffset today, ProblemList problems)
    {
        var certificates = new Dictionary<string, TlsCertificate>(StringComparer.Ordinal);
        foreach (var (name, tls) in options.Tls)
        {
            if (tls is { SelfSigned: false, Certificate: { } certificate, Key: { } key }
                && Read($"tls.{name}", certificate, key, problems) is { } read)
            {
                CheckDates($"tls.{name}.certificate", read.Leaf, today, problems);
                if (options.Listeners.Any(listener => listener.Certificates.Contains(name)))
                {
                    CertificateRules.CheckWhole($"tls.{name}.certificate", read, problems);
                }
                certificates.Add(name, read);
            }
        }
        return certificates;
    }

    /// <summary>By file: those of tls.client and of the trunks.</summary>
    public static Dictionary<string, X509Certificate2Collection> ReadAuthorities(EdgeOptions options, ProblemList problems)
    {
        var authorities = new Dictionary<string, X509Certificate2Collection>(StringComparer.Ordinal);
        ReadAuthorities("tls.client.ca", options.TlsClient.Ca, authorities, problems);
        foreach (var (name, trunk) in options.Trunks)
        {
            ReadAuthorities($"trunks.{name}.tls.ca", trunk.Tls?.Ca, authorities, problems);
        }
        return authorities;
    }

    private static void ReadAuthorities(
        string path, string? file, Dictionary<string, X509Certificate2Collection> read, ProblemList problems)
    {
        if (file is null || read.ContainsKey(file))
        {
            return;
        }
        var authorities = new X509Certificate2Collection();
        if (Try(path, file, problems, () => authorities.ImportFromPemFile(file)) && authorities.Count == 0)
        {
            problems.Error(path, $"{file} holds no certificate", "PEM");
        }
        read.Add(file, authorities);
    }

    private static TlsCertificate? Read(string path, string certificate, string key, ProblemList problems)
    {
        var chain = new X509Certificate2Collection();
        if (!Try($"{path}.certificate", certificate, problems, () => chain.ImportFromPemFile(certificate)))
        {
            return null;
        }
        if (chain.Count == 0)
        {
            problems.Error($"{path}.certificate", $"{certificate} holds no certificate", "PEM, the server's own first");
            return null;
        }
        // The first is the server's; the rest lead to its root (RFC 8446 §4.4.2).
        var first = chain[0];
        chain.RemoveAt(0);
        X509Certificate2? leaf = null;
        return Try($"{path}.key", key, problems, () => leaf = WithKey(first, key)) ? new TlsCertificate(leaf!, chain) : null;
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string keyFile)
    {
        var pem = File.ReadAllText(keyFile);
        return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), pem);
    }

    private static void CheckDates(string path, X509Certificate2 leaf, DateTimeOffset today, ProblemList problems)
    {
        var until = leaf.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (leaf.NotAfter < today.LocalDateTime)
        {
            problems.Warning(path, $"the certificate expired on {until}; peers that check refuse it");
        }
        else if (leaf.NotAfter - today.LocalDateTime < SoonExpired)
        {
            problems.Warning(path, $"the certificate expires on {until}");
        }
        if (leaf.NotBefore > today.LocalDateTime)
        {
            problems.Warning(path, "the certificate is not valid yet");
        }
    }

    private static bool Try(string path, string file, ProblemList problems, Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Error(path, $"{file} cannot be read: {FileProblem.Describe(error)}");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            problems.Error(path, $"{file} does not fit: {error.Message}");
        }
        return false;
    }
}
