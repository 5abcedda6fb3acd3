namespace SipEdge.Tests.RealPeers;

/// <summary>
/// What an operator writes for an office with a PBX and two carriers: north, at which the edge registers, and south, over TLS, for
/// when north fails.
/// </summary>
/// <param name="Bed">10: the PBX; 20: north; 60: south.</param>
internal sealed record WholeDayConfiguration(TestBed Bed)
{
    public const string Domain = EdgeConfiguration.Domain;
    public const string SouthName = "south.test";
    public const int MaxCalls = 8;

    /// <summary>Numbers that begin with this go to south, and only there.</summary>
    public string? SouthPrefix { get; init; }

    public Dictionary<string, string> Environment { get; } = new()
    {
        ["PASSWORD_OF_ALICE"] = "correct-horse",
        ["PASSWORD_AT_NORTH"] = "secret",
    };

    public Task Write() => File.WriteAllTextAsync(Bed.PathOf("sipedge.yaml"), ToYaml());

    private string ToYaml() => $$"""
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "{{Bed.Edge}}:5060" }
          - { name: tls, transport: tls, bind: "{{Bed.Edge}}:5061", tls: public }
        tls:
          public: { certificate: {{Domain}}.crt, key: {{Domain}}.key }
          client: { ca: authority.pem }

        accounts:
          alice: { password: { env: PASSWORD_OF_ALICE } }
        acls:
          home-workers: { accounts: [ alice ] }
        domains:
          {{Domain}}: { acls: [ home-workers ], algorithms: [ md5 ], require_tls_for_auth: true }
        default_domain: {{Domain}}

        trunks:
          pbx:
            gateways: [ { name: main, address: {{Bed.Address(10)}} } ]
            refer: terminate
            identity: { trust: trusted }
            numbers: { country: 31, national_prefix: "0", in: { default: national }, out: { default: national } }
          north:
            gateways: [ { name: proxy, address: {{Bed.Address(20)}} } ]
            auth: { username: {{KamailioCarrier.User}}, password: { env: PASSWORD_AT_NORTH }, min_algorithm: sha_256 }
            register: { registrar_domain: {{KamailioCarrier.Domain}}, retry: 1s, retry_max: 2s }
            numbers: { country: 31, national_prefix: "0", in: { default: e164_plain }, out: { default: e164_plus } }
          south:
            security: secure
            gateways: [ { name: proxy, address: {{Bed.Address(60)}}, transport: tls, tls_name: {{SouthName}}, media: srtp_sdes } ]
        groups:
          carriers:
            trunks: [ { trunk: north }, { trunk: south, priority: 1 } ]
            failover: { attempt_timeout: 2s, memory: 1s }

        numbers:
          assigned: [ { numbers: [ "+31201234000-+31201234099" ], to: pbx } ]
        routes:
          - { from_trunk: north, prefix: "+", to: numbers }
          - { from_trunk: south, prefix: "+", to: numbers }
          - { prefix: "+", to: carriers }
        {{(SouthPrefix is null ? "" : $"  - {{ prefix: \"{SouthPrefix}\", to: south }}")}}

        media: { ipv4: { address: {{Bed.Edge}} }, port_min: 10000, port_max: 19999 }
        calls: { max_calls: {{MaxCalls}} }
        timers: { t1: 100ms, t2: 800ms, t4: 1s } # a machine's own network: 64*T1 is over sooner
        admin: { socket: admin.sock }
        records: { path: records.jsonl }
        """;
}
