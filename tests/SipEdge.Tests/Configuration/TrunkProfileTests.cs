using System.Text;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Tests.Configuration;

/// <summary>Profiles give what they say, a trunk's own values go before theirs, and every value knows where it stands (C-01).</summary>
public sealed class TrunkProfileTests
{
    private const string Edge = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.1:5060" }
          - { name: tls, transport: tls, bind: "192.0.2.1:5061", tls: own }
        tls: { own: { self_signed: true } }
        acls: { office: { addresses: [192.0.2.0/24] } }
        domains: { sip.example.net: { acls: [office] } }
        default_domain: sip.example.net
        routes: [{ to: carrier }]
        trunks:
          carrier:

        """;

    // A password that every machine has.
    private const string Account = "username: \"31201234567\", password: { env: PATH }";

    // What a trunk says of itself beside its profile.
    private static readonly Dictionary<string, string> Own = new()
    {
        ["cucm-secure"] = "gateways: [{ name: node, address: 198.51.100.7, tls_name: cucm.example.net }]",
        ["itsp-static-udp"] = "gateways: [{ name: main, address: 198.51.100.7 }]",
        ["itsp-static-tls"] = "gateways: [{ name: main, address: 198.51.100.7, tls_name: sip.carrier.example }]",
        ["messagebird-termination"] = "gateways: [{ name: eu, address: 198.51.100.7 }]",
        ["carrierx"] = "gateways: [{ name: system, address: 198.51.100.7 }]",
        ["carrierx-auth"] = $"gateways: [{{ name: system, address: 198.51.100.7 }}]\nauth: {{ {Account}, realms: [carrierx] }}",
        ["itsp-registered-udp"] = $"gateways: [{{ name: main, address: 198.51.100.7 }}]\nauth: {{ {Account} }}",
        ["itsp-registered-tls"] =
            $"gateways: [{{ name: main, address: 198.51.100.7, tls_name: sip.carrier.example }}]\nauth: {{ {Account} }}",
        ["nexmo"] = $"gateways: [{{ name: main, address: 198.51.100.7 }}]\nauth: {{ {Account} }}",
    };

    public static TheoryData<string> Profiles => [.. TrunkProfiles.All.Select(profile => profile.FullName)];

    private static LoadedConfiguration Load(string trunk, EffectiveValues? effective = null, string more = "") =>
        ConfigurationFile.LoadText(
            Edge + string.Join('\n', trunk.Split('\n').Select(line => $"    {line}")) + "\n" + more, "edge.yaml", "/",
            effective: effective);

    private static TrunkModel Trunk(string profile)
    {
        var loaded = Load($"profile: {profile}\n{Own[profile[..profile.IndexOf('@', StringComparison.Ordinal)]]}");
        // A password over UDP is the carrier's wish, and the operator is told.
        Assert.All(loaded.Problems, problem => Assert.Equal(
            (ProblemSeverity.Warning, "trunks.carrier.auth.min_algorithm", false),
            (problem.Severity, problem.Path, profile.Contains("-tls@", StringComparison.Ordinal))));
        return Assert.Single(loaded.Model!.Trunks);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_profile_makes_a_trunk_without_a_complaint(string profile)
    {
        var trunk = Trunk(profile);
        Assert.Equal("carrier", trunk.Name);
        Assert.NotEmpty(TrunkProfiles.All.Single(there => there.FullName == profile).Description);
    }

    [Fact]
    public void A_cucm_is_called_with_tls_and_srtp_and_believed()
    {
        var trunk = Trunk("cucm-secure@1");
        var gateway = Assert.Single(trunk.Outbound);
        Assert.Equal(TrunkSecurity.Secure, trunk.Security);
        Assert.Equal((TransportKind.Tls, UriScheme.Sip, 5061), (gateway.Targets[0].Transport, gateway.Scheme, gateway.Targets[0].Address.Port));
        Assert.Equal(SrtpOffer.Required, gateway.Media.Leg.Srtp);
        Assert.True(trunk.Identity.TrustedInbound);
    }

    [Fact]
    public void A_static_carrier_is_called_in_the_clear_with_the_caller_asserted()
    {
        var trunk = Trunk("itsp-static-udp@1");
        var gateway = Assert.Single(trunk.Outbound);
        Assert.Equal(TrunkSecurity.Insecure, trunk.Security);
        Assert.Equal((TransportKind.Udp, 5060), (gateway.Targets[0].Transport, gateway.Targets[0].Address.Port));
        Assert.Equal(NumberFormat.E164Plus, trunk.Numbers.Out.Of(NumberHeader.RequestUri));
    }

    [Fact]
    public void A_termination_trunk_never_calls_and_wants_plain_numbers()
    {
        var trunk = Trunk("messagebird-termination@1");
        Assert.Equal(GatewayDirection.Outbound, Assert.Single(trunk.Gateways).Direction);
        Assert.Equal(NumberFormat.E164Plain, trunk.Numbers.Out.Of(NumberHeader.RequestUri));
        Assert.False(trunk.Identity.TrustedInbound);
        Assert.True(trunk.Identity.TrustedOutbound);
    }

    [Fact]
    public void A_registered_carrier_is_registered_at_with_the_account_and_answers_its_own_realm()
    {
        var trunk = Trunk("itsp-registered-udp@1");
        Assert.Equal(TrunkSecurity.Insecure, trunk.Security);
        Assert.Equal(TransportKind.Udp, Assert.Single(trunk.Register!.Targets).Transport);
        Assert.Equal("sip:198.51.100.7", Encoding.ASCII.GetString(trunk.Register.RequestUri));
        Assert.Equal("<sip:31201234567@198.51.100.7>", Encoding.ASCII.GetString(trunk.Register.AddressOfRecord));
        Assert.Equal((600, WhenUnregistered.FailOver), (trunk.Register.Expires, trunk.Register.WhenUnregistered));
        Assert.False(trunk.Credentials!.RequireTls);
        Assert.Equal(NumberFormat.E164Plus, trunk.Numbers.Out.Of(NumberHeader.RequestUri));
    }

    [Fact]
    public void A_registered_carrier_over_TLS_gets_the_password_over_TLS_only_and_srtp()
    {
        var trunk = Trunk("itsp-registered-tls@1");
        var gateway = Assert.Single(trunk.Outbound);
        Assert.Equal(TrunkSecurity.Secure, trunk.Security);
        Assert.Equal(SrtpOffer.Required, gateway.Media.Leg.Srtp);
        var target = Assert.Single(trunk.Register!.Targets);
        Assert.Equal((TransportKind.Tls, 5061, "sip.carrier.example"), (target.Transport, target.Address.Port, target.ServerName));
        Assert.Equal("sip:sip.carrier.example", Encoding.ASCII.GetString(trunk.Register.RequestUri));
        Assert.True(trunk.Credentials!.RequireTls);
    }

    [Fact]
    public void A_registered_carrier_without_an_account_is_complained_about()
    {
        var loaded = Load("profile: itsp-registered-udp@1\ngateways: [{ name: a, address: 198.51.100.7 }]");
        Assert.Contains(loaded.Problems, problem => problem.Path == "trunks.carrier.auth"
            && problem.Message.Contains("username", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nexmo@1", GatewayDirection.Outbound, NumberFormat.E164Plain)]
    [InlineData("carrierx-auth@1", GatewayDirection.Both, NumberFormat.AsIs)]
    public void A_carrier_that_challenges_INVITE_is_answered_without_a_registration(
        string profile, GatewayDirection direction, NumberFormat format)
    {
        var trunk = Trunk(profile);
        Assert.Null(trunk.Register);
        Assert.NotNull(trunk.Credentials);
        Assert.Equal(direction, Assert.Single(trunk.Gateways).Direction);
        Assert.Equal(format, trunk.Numbers.Out.Of(NumberHeader.RequestUri));
    }

    [Fact]
    public void The_trunks_own_values_go_before_those_of_its_profile_key_by_key()
    {
        var loaded = Load("""
            profile: itsp-static-udp@1
            identity: { trust: untrusted }
            gateways:
              - { name: a, address: 198.51.100.7 }
              - { name: b, address: 198.51.100.8, port: 5080, direction: inbound }
            """);
        var options = loaded.Options!.Trunks["carrier"];
        Assert.Equal(TrustMode.Untrusted, options.Identity.Trust);
        Assert.Equal(AssertedIdentityMode.Set, options.Identity.Pai); // still the profile's
        Assert.Equal([null, 5080], options.Gateways.Select(gateway => gateway.Port));
        Assert.Equal("profile itsp-static-udp@1", loaded.Positions.FileOf("trunks.carrier.identity.pai"));
        Assert.Equal("edge.yaml", loaded.Positions.FileOf("trunks.carrier.identity.trust"));
    }

    [Fact]
    public void An_error_that_a_value_of_the_profile_makes_names_the_profile()
    {
        // Its gateways speak TLS, and here is no listener for it.
        var text = Edge.Replace("  - { name: tls, transport: tls, bind: \"192.0.2.1:5061\", tls: own }\n", "",
            StringComparison.Ordinal);
        var loaded = ConfigurationFile.LoadText(
            text + "    profile: itsp-static-tls@1\n    security: insecure\n    gateways: [{ name: a, address: 198.51.100.7 }]\n",
            "edge.yaml", "/");
        var problem = loaded.Problems.First(problem => problem.Path == "trunks.carrier.gateways[0].transport");
        Assert.Equal("profile itsp-static-tls@1", problem.File);
        Assert.StartsWith("profile itsp-static-tls@1:", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal("  transport: tls # port 5061",
            TrunkProfiles.Newest("itsp-static-tls")!.Text.Split('\n')[problem.Position.Line - 1]);
    }

    [Theory]
    [InlineData("itsp-static-udp", "expected itsp-static-udp@1")]
    [InlineData("itsp-static-udp@99", "no such version of profile 'itsp-static-udp'; expected itsp-static-udp@1")]
    [InlineData("itsp-static-upd@1", "did you mean 'itsp-static-udp'?")]
    public void A_trunk_names_a_version_that_is_there(string profile, string complaint)
    {
        var problem = Load($"profile: {profile}\ngateways: [{{ name: a, address: 198.51.100.7 }}]").Problems[0];
        Assert.Equal(("trunks.carrier.profile", 12), (problem.Path, problem.Position.Line));
        Assert.Contains(complaint, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_value_in_force_is_told_with_its_place()
    {
        var effective = new EffectiveValues();
        Load("""
            profile: itsp-static-udp@1
            caller_id: owned
            owned_numbers: ["+3120*"]
            gateways: [{ name: a, address: 198.51.100.7 }]
            """, effective, "media: { policy: { video: true } }\n");
        var values = effective.OfTrunk("carrier").ToDictionary(value => value.Path["trunks.carrier.".Length..]);

        Assert.Equal(("owned", new ConfigLine("edge.yaml", 13)), (values["caller_id"].Value, values["caller_id"].Written));
        Assert.Equal("[+3120*]", values["owned_numbers"].Value);
        Assert.Equal(("udp", "profile itsp-static-udp@1"),
            (values["gateways[0].transport"].Value, values["gateways[0].transport"].Written?.File));
        Assert.Equal(("true", null), (values["active"].Value, values["active"].Written));
        Assert.Equal(("never", null), (values["identity.send_pai_untrusted"].Value, values["identity.send_pai_untrusted"].Written));
        Assert.Equal(("10", null), (values["diversion.limit"].Value, values["diversion.limit"].Written)); // no block at all
        Assert.Equal(("true", new ConfigLine("edge.yaml", 16)), (values["media.video"].Value, values["media.video"].Written));
        Assert.Null(values["gateways[0].port"].Value);
    }
}
