namespace SipEdge.Core.Configuration;

internal static class TlsOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        foreach (var (name, tls) in options.Tls)
        {
            var path = $"tls.{name}";
            Rules.Name(problems, path, name);
            if (tls.SelfSigned && (tls.Certificate is not null || tls.Key is not null))
            {
                problems.Error(path, "self_signed makes its own certificate; certificate and key would not be used");
            }
            else if (!tls.SelfSigned && (tls.Certificate is null || tls.Key is null))
            {
                problems.Error(path, "certificate and key are both needed", "PEM files, or self_signed: true for a first try");
            }
            if (options.Listeners.All(listener => !listener.Certificates.Contains(name))
                && options.Trunks.Values.All(trunk => trunk.Tls?.ClientCertificate != name))
            {
                problems.Warning(path, "no listener uses this certificate");
            }
        }
    }
}
