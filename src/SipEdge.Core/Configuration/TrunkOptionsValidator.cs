namespace SipEdge.Core.Configuration;

internal static class TrunkOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        foreach (var (name, trunk) in options.Trunks)
        {
            var path = $"trunks.{name}";
            Rules.Name(problems, path, name);
            if (name is RouteOptions.Echo or RouteOptions.Numbers)
            {
                problems.Error(path, $"'{name}' is the built-in target of routes; a trunk needs another name");
            }
            ValidateState(options, name, trunk, path, problems);
            for (var i = 0; i < trunk.AllowSipsDowngrade.Length; i++)
            {
                Rules.Reference(
                    problems, $"{path}.allow_sips_downgrade[{i}]", trunk.AllowSipsDowngrade[i], options.Trunks, "trunk");
            }
            if (trunk.Gateways.IsEmpty && trunk.Tls is not { ClientNames.IsEmpty: false })
            {
                problems.Error(path, "a trunk needs at least one gateway");
            }
            Rules.Unique(
                problems, trunk.Gateways.Select((gateway, i) => ($"{path}.gateways[{i}].name", gateway.Name)), "gateway");
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                GatewayOptionsValidator.Validate(options, trunk, trunk.Gateways[i], $"{path}.gateways[{i}]", problems);
            }
            AbuseOptionsValidator.ValidateRate(
                new RateOptions(trunk.Limits.MessagesPerSecond, trunk.Limits.Burst), $"{path}.limits", problems);
            OutboundProxyValidator.Validate(options, trunk, $"{path}.outbound_proxy", problems);
            RegisterOptionsValidator.Validate(trunk, $"{path}.register", problems);
            TrunkAuthValidator.Validate(trunk, $"{path}.auth", problems);
            CallLimitValidator.Validate(trunk.Limits.Calls, $"{path}.limits", problems);
            IdentityOptionsValidator.Validate(trunk.Identity, $"{path}.identity", problems);
            ValidateContact(options, trunk, $"{path}.contact_host", problems);
            DiversionValidator.Validate(trunk, $"{path}.diversion", problems);
            HeaderRuleValidator.Validate(options, trunk, $"{path}.headers", problems);
            SessionOptionsValidator.Validate(trunk.Session, $"{path}.session", problems);
            SignallingOptionsValidator.Validate(trunk.Signalling, path, problems);
            TrunkSecurityValidator.Validate(options, name, trunk, problems);
            TrunkTlsValidator.Validate(options, name, trunk, problems);
            TlsRolloutValidator.Validate(name, trunk, problems);
            FailoverValidator.Validate(trunk.Failover, $"{path}.failover", problems);
            if (trunk.Health is { } health)
            {
                HealthOptionsValidator.Validate(health, $"{path}.health", problems);
            }
            if (trunk.Circuit is { } circuit)
            {
                CircuitOptionsValidator.Validate(circuit, $"{path}.circuit", problems);
            }
            PreferenceValidator.Validate(trunk.Prefer, [(name, trunk)], path, problems);
            RegionValidator.Validate(trunk.Regions, [trunk], path, problems);
        }
    }

    private static void ValidateState(
        EdgeOptions options, string name, TrunkOptions trunk, string path, ProblemList problems)
    {
        if (trunk.WhenInactive != 0)
        {
            Rules.Range(problems, $"{path}.when_inactive", trunk.WhenInactive, 400, 699);
        }
        if (trunk.Id is not { } id)
        {
            return;
        }
        Rules.Name(problems, $"{path}.id", id);
        if (options.Trunks.FirstOrDefault(other => other.Key != name && (other.Value.Id ?? other.Key) == id).Key is { } same)
        {
            problems.Error($"{path}.id", $"trunk '{same}' goes by '{id}' already");
        }
    }

    /// <summary>On every listener that the trunk's calls can come to or leave from.</summary>
    private static void ValidateContact(EdgeOptions options, TrunkOptions trunk, string path, ProblemList problems)
    {
        if (trunk.ContactHost is not { } wanted)
        {
            return;
        }
        foreach (var listener in options.Listeners.Where(listener => trunk.Gateways.Any(gateway =>
            gateway.MayUse(listener.Transport) && (gateway.Listener is null || gateway.Listener == listener.Name))))
        {
            if (ContactText.Find(options, listener, wanted) is null)
            {
                problems.Error(path, $"listener '{listener.Name}' has no {ConfigNames.Contact.Name(wanted)}", wanted switch
                {
                    ContactHost.PublicIp => "an address in its advertise, or media.ipv4.advertise",
                    ContactHost.Fqdn => "a host name in its advertise, or default_domain",
                    _ => "an address in its bind, not a wildcard",
                });
            }
        }
    }
}
