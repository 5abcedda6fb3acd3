namespace SipEdge.Core.Configuration;

internal static class TrunkTlsValidator
{
    public static void Validate(EdgeOptions options, string trunkName, TrunkOptions trunk, ProblemList problems)
    {
        if (trunk.Tls is not { } tls)
        {
            return;
        }
        var path = $"trunks.{trunkName}.tls";
        if (tls.ClientCertificate is { } certificate)
        {
            Rules.Reference(problems, $"{path}.client_certificate", certificate, options.Tls, "certificate");
        }
        for (var i = 0; i < tls.Pins.Length; i++)
        {
            if (!PinText.TryParse(tls.Pins[i], out _))
            {
                problems.Error($"{path}.pins[{i}]", $"'{tls.Pins[i]}' is no pin", PinText.Form);
            }
        }
        for (var i = 0; i < tls.ClientNames.Length; i++)
        {
            if (!HostName.IsValid(tls.ClientNames[i]))
            {
                problems.Error($"{path}.client_names[{i}]", $"'{tls.ClientNames[i]}' is not a host name",
                    "a name of its certificate; wildcards do not count in SIP (RFC 5922 §7.2)");
            }
        }
        var outward = trunk.Gateways.Any(gateway => gateway.EffectiveTransport == Sip.Transport.TransportKind.Tls);
        if (!outward && (tls.ClientCertificate is not null || !tls.Pins.IsEmpty))
        {
            problems.Error(path, "no gateway of the trunk uses TLS", "transport: tls");
        }
        ValidateCallers(options, trunkName, tls, path, problems);
    }

    private static void ValidateCallers(
        EdgeOptions options, string trunkName, TrunkTlsOptions tls, string path, ProblemList problems)
    {
        if (tls.ClientNames.IsEmpty)
        {
            if (tls.RequireClientName)
            {
                problems.Error($"{path}.require_client_name", "there is no name to ask for", "client_names");
            }
            return;
        }
        if (options.Listeners.All(listener => listener.ClientAuth == Sip.Transport.ClientAuth.None))
        {
            problems.Error($"{path}.client_names", "no listener asks for certificates", "client_auth: optional on a tls listener");
        }
        foreach (var (name, acl) in options.Acls)
        {
            if (acl.Trunk == trunkName && acl.EffectiveRequire is RequireMode.Credential or RequireMode.IpAndCredential
                && !tls.RequireClientName)
            {
                problems.Warning($"{path}.client_names", $"acl '{name}' asks for a credential: a certificate alone lets nobody in",
                    "require_client_name: true, if both are wanted");
            }
        }
        foreach (var (other, trunk) in options.Trunks)
        {
            if (string.CompareOrdinal(other, trunkName) < 0 && trunk.Tls is { } theirs
                && theirs.Ca == tls.Ca
                && theirs.ClientNames.FirstOrDefault(name => tls.ClientNames.Contains(name, StringComparer.OrdinalIgnoreCase))
                    is { } twice)
            {
                problems.Error($"{path}.client_names", $"'{twice}' is trunk '{other}' already, by the word of the same authorities");
            }
        }
    }
}
