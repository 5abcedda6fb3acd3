using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Transport;

/// <summary>How chains are built, and what it means when one is not.</summary>
internal static class ChainPolicies
{
    /// <summary>
    /// Nothing is fetched: a handshake must not wait for somebody else's server, nor tell it who calls.
    /// </summary>
    public static X509ChainPolicy Of(X509Certificate2Collection? roots)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return policy;
    }

    /// <summary>Of several what matters most: whose word it is, then until when, then what for.</summary>
    public static FlowFault FaultOf(X509Chain chain)
    {
        var status = X509ChainStatusFlags.NoError;
        foreach (var part in chain.ChainStatus)
        {
            status |= part.Status;
        }

        const X509ChainStatusFlags Usage = X509ChainStatusFlags.NotValidForUsage;
        const X509ChainStatusFlags Time = X509ChainStatusFlags.NotTimeValid;
        return (status & ~(Usage | Time)) != 0 ? FlowFault.UnknownAuthority
            : (status & Time) != 0 ? FlowFault.Expired
            : (status & Usage) != 0 ? FlowFault.WrongUsage
            : FlowFault.None;
    }
}
