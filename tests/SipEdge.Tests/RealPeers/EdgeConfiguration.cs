namespace SipEdge.Tests.RealPeers;

/// <summary>
/// A configuration with one carrier behind the edge. Without changes it admits the bed's caller by address and sends every
/// number to the bed's callee over UDP. Values of the nested maps are YAML as an operator would write it.
/// </summary>
internal sealed record EdgeConfiguration(TestBed Bed)
{
    public const string Domain = "edge.test";

    /// <summary>What stands under "acls"; all of them are attached to the domain.</summary>
    public Dictionary<string, string> Acls { get; init; } = new()
    {
        ["caller"] = $"{{ addresses: [ {{ prefix: {Bed.Caller} }} ] }}",
    };

    /// <summary>Digest users. Their passwords go to the edge in its environment.</summary>
    public Dictionary<string, string> Accounts { get; init; } = [];

    /// <summary>What stands in every account beside its password.</summary>
    public string AccountMore { get; init; } = "";

    /// <summary>What stands under "phones" of the domain; without it nobody registers.</summary>
    public string? Phones { get; init; }

    /// <summary>Header pairs' tokens by the name that the ACLs refer to them with: { env: NAME }.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    public string[] Gateways { get; init; } = [$"{{ name: first, address: {Bed.Callee}, direction: outbound }}"];

    /// <summary>Trunks beside the carrier, by name.</summary>
    public Dictionary<string, string> Trunks { get; init; } = [];

    public string[] Routes { get; init; } = ["{ to: carrier }"];

    public string UnknownSource { get; init; } = "drop";

    /// <summary>Certificate and key for the TLS listener; without one there is none.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    /// <summary>Whether the TLS listener asks callers for a certificate.</summary>
    public string ClientAuth { get; init; } = "none";

    /// <summary>Further certificates with their keys, by name: those shown to gateways that ask.</summary>
    public Dictionary<string, (string Certificate, string Key)> Certificates { get; init; } = [];

    /// <summary>Whom the edge trusts to certify its gateways.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The edge listens and relays on [::1] too: its UDP and TCP port there, and with a certificate the next one for TLS.</summary>
    public int? Ipv6Port { get; init; }

    public int Loops { get; init; } = 2;

    /// <summary>What stands under "media.policy", and under "media" of the carrier.</summary>
    public string Policy { get; init; } = "{}";

    public string CarrierMedia { get; init; } = "{}";

    /// <summary>Further keys of the carrier, each a line.</summary>
    public string[] Carrier { get; init; } = [];

    /// <summary>Whole lines added at the end.</summary>
    public string More { get; init; } = "";

    public Dictionary<string, string> Environment =>
        Accounts.ToDictionary(account => PasswordVariable(account.Key), account => account.Value)
            .Concat(Secrets).ToDictionary(pair => pair.Key, pair => pair.Value);

    public string ToYaml() => $$"""
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "{{Bed.Edge}}:5060" }
          - { name: tcp, transport: tcp, bind: "{{Bed.Edge}}:5060" }
        {{(Tls is null ? "" : $"  - {{ name: tls, transport: tls, bind: \"{Bed.Edge}:5061\", tls: own, client_auth: {ClientAuth} }}")}}
        {{(Ipv6Port is { } port ? $"  - {{ name: udp6, transport: udp, bind: \"[::1]:{port}\" }}\n  - {{ name: tcp6, transport: tcp, bind: \"[::1]:{port}\" }}" : "")}}
        {{(Ipv6Port is { } before && Tls is not null ? $"  - {{ name: tls6, transport: tls, bind: \"[::1]:{before + 1}\", tls: own }}" : "")}}
        {{Map("tls", TlsEntries)}}
        {{Map("accounts", Accounts.Keys.Select(name => (name, $"{{ password: {{ env: {PasswordVariable(name)} }}{AccountMore} }}")))}}
        {{Map("acls", Acls.Select(acl => (acl.Key, acl.Value)))}}
        domains:
          {{Domain}}: { acls: [ {{string.Join(", ", Acls.Keys)}} ], algorithms: [ md5 ]{{(Phones is null ? "" : $", phones: {Phones}")}} } # sipp knows no other
        unknown_source: {{UnknownSource}}
        trunks:
          carrier:
            media: {{CarrierMedia}}
        {{string.Join('\n', Carrier.Select(line => "    " + line))}}
            gateways:
        {{string.Join('\n', Gateways.Select(gateway => "      - " + gateway))}}
        {{string.Join('\n', Trunks.Select(trunk => $"  {trunk.Key}: {trunk.Value}"))}}
        routes:
        {{string.Join('\n', Routes.Select(route => "  - " + route))}}
        media: { ipv4: { address: {{Bed.Edge}} }, {{(Ipv6Port is null ? "" : "ipv6: { address: \"::1\" },")}} port_min: 10000, port_max: 19999, policy: {{Policy}} }
        admin: { socket: {{Bed.PathOf("admin.sock")}} }
        records: { path: {{Bed.PathOf("records.jsonl")}} }
        loops: {{Loops}}
        {{More}}
        """;

    private IEnumerable<(string, string)> TlsEntries
    {
        get
        {
            if (Tls is { } own)
            {
                yield return ("own", $"{{ certificate: {own.Certificate}, key: {own.Key} }}");
            }

            foreach (var (name, pair) in Certificates)
            {
                yield return (name, $"{{ certificate: {pair.Certificate}, key: {pair.Key} }}");
            }

            if (AuthorityFile is not null)
            {
                yield return ("client", $"{{ ca: {AuthorityFile} }}");
            }
        }
    }

    private static string PasswordVariable(string account) => $"PASSWORD_OF_{account.ToUpperInvariant()}";

    private static string Map(string key, IEnumerable<(string Name, string Value)> entries)
    {
        var lines = entries.Select(entry => $"  {entry.Name}: {entry.Value}").ToArray();
        return lines.Length == 0 ? "" : $"{key}:\n{string.Join('\n', lines)}";
    }
}
