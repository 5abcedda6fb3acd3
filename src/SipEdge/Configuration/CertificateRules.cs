using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Configuration;

/// <summary>What peers would find wrong with a certificate that can be read.</summary>
internal static class CertificateRules
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyUsage = "2.5.29.37.0";

    /// <summary>
    /// A pair that is to replace one in force. One that peers would refuse is refused here, and the last good one stays; whatever is
    /// wrong with a file that did not change stops no reload.
    /// </summary>
    /// <param name="path">Of the new one.</param>
    /// <param name="renewed">The new one.</param>
    /// <param name="inForce">Null: one that the edge made itself, whose names nobody counts on.</param>
    /// <param name="now">The time.</param>
    /// <param name="problems">Get what is wrong with the new one.</param>
    public static void CheckRenewal(
        string path, TlsCertificate renewed, X509Certificate2? inForce, DateTimeOffset now, ProblemList problems)
    {
        var leaf = renewed.Leaf;
        if (leaf.Equals(inForce))
        {
            return;
        }
        if (leaf.NotAfter.ToUniversalTime() < now.UtcDateTime)
        {
            problems.Error(path, "the new certificate is out of date; the one in force stays");
        }
        if (leaf.NotBefore.ToUniversalTime() > now.UtcDateTime)
        {
            problems.Error(path, "the new certificate is not valid yet; the one in force stays");
        }
        var names = CertificateNames.Of(leaf);
        var lost = inForce is null ? [] : CertificateNames.Of(inForce).Where(name => !CertificateNames.Match(names, name)).ToArray();
        if (lost.Length > 0)
        {
            problems.Error(path, $"the new certificate no longer names {string.Join(", ", lost)}; the one in force stays",
                "another name under tls, if that is meant");
        }
        if (!IsForServers(leaf))
        {
            problems.Error(path, "the new certificate may not be used by a server (no serverAuth); the one in force stays");
        }
    }

    /// <summary>Said at every load: it may work with some peers, and will not with others.</summary>
    public static void CheckWhole(string path, TlsCertificate certificate, ProblemList problems)
    {
        var below = certificate.Leaf;
        foreach (var above in certificate.Chain)
        {
            if (!below.IssuerName.RawData.AsSpan().SequenceEqual(above.SubjectName.RawData))
            {
                problems.Warning(path, $"the chain is out of order: {below.Subject} is not issued by {above.Subject}, which follows",
                    "the server's certificate, then the one that issued it, and so on");
                break;
            }
            below = above;
        }
        if (!IsForServers(certificate.Leaf))
        {
            problems.Warning(path, "the certificate may not be used by a server (no serverAuth); peers that check refuse it");
        }
    }

    private static bool IsForServers(X509Certificate2 leaf)
    {
        var usages = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        return usages is null || usages.EnhancedKeyUsages.Cast<Oid>().Any(static usage => usage.Value is ServerAuthentication or AnyUsage);
    }
}
