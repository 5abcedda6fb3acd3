using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

/// <summary>V-03, mtls: a certificate names the trunk, and only the trunk whose own authority vouches for it.</summary>
public class CertificateAdmissionTests
{
    [Fact]
    public void A_verified_name_admits_from_any_address_as_its_trunk()
    {
        var decision = Peer(Shown(("carrier", "sip.carrier.example"))).Decide();

        Assert.Equal(ReasonCode.CertificateAdmitted, decision.Reason);
        Assert.Equal(AdmissionVerdict.Admit, decision.Verdict);
        Assert.Equal("carrier", decision.Trunk?.Name);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("other", "sip.carrier.example")] // verified, but for somebody else
    [InlineData("carrier", "sip.other.example")] // a name that the configuration of now does not have
    public void What_is_not_verified_for_the_trunk_admits_nobody(string? trunk, string? name)
    {
        var session = trunk is null ? Shown() : Shown((trunk, name!));

        Assert.NotEqual(AdmissionVerdict.Admit, Peer(session).Decide().Verdict);
        Assert.NotEqual(AdmissionVerdict.Admit, Peer(null).Decide().Verdict);
    }

    [Theory]
    [InlineData(RequireMode.Ip, true)]
    [InlineData(RequireMode.Any, true)]
    [InlineData(RequireMode.Credential, false)]
    [InlineData(RequireMode.IpAndCredential, false)]
    public void An_acl_that_asks_for_a_credential_goes_on_asking(RequireMode require, bool admitted)
    {
        var acl = new AclOptions
        {
            Addresses = [TestOptions.Address("198.51.100.99")],
            Accounts = ["anna"],
            Require = require,
            Trunk = "carrier",
        };
        var caller = Peer(Shown(("carrier", "sip.carrier.example")), acl: acl);

        Assert.Equal(admitted, caller.Decide().Verdict == AdmissionVerdict.Admit);
    }

    [Fact]
    public void A_domain_that_the_trunk_does_not_call_stays_closed_to_it() =>
        Assert.NotEqual(
            AdmissionVerdict.Admit, Peer(Shown(("carrier", "sip.carrier.example")), trunks: []).Decide().Verdict);

    [Fact]
    public void A_trunk_that_needs_its_certificate_is_not_let_in_by_its_address_alone()
    {
        var caller = Peer(null, require: true);
        caller.From = "192.0.2.20:5061";
        Assert.Equal((ReasonCode.CertificateMissing, 403), (caller.Decide().Reason, caller.Decide().Status));
        Assert.Equal("carrier", caller.Decide().Trunk?.Name);

        caller.Tls = Shown(("carrier", "sip.carrier.example"));
        Assert.Equal(ReasonCode.AddressAdmitted, caller.Decide().Reason);
    }

    [Fact]
    public void The_trail_tells_of_a_certificate_that_nobody_stands_for()
    {
        var trail = new Trail();
        var caller = Peer(Shown() with { PeerName = "sip.stranger.example" });
        caller.Decide(caller.Request(), trail);

        Assert.Contains(trail.Steps, step =>
            step.Stage == DecisionStage.Certificate && step.Text.Contains("sip.stranger.example", StringComparison.Ordinal));
    }

    [Fact]
    public void Admission_by_certificate_allocates_nothing()
    {
        var caller = Peer(Shown(("carrier", "sip.carrier.example")));
        var request = caller.Request();
        var judge = caller.Judge;
        var arrival = caller.Arrival;
        Allocations.AssertNone(() =>
        {
            Span<SipEdge.Sip.Messages.HeaderSlot> slots = stackalloc SipEdge.Sip.Messages.HeaderSlot[128];
            SipEdge.Sip.Messages.SipParser.Parse(request, slots, SipEdge.Sip.Messages.ParseLimits.Default, out var view);
            AdmissionPolicy.Decide(view, arrival, caller.Model, judge);
        });
    }

    private static TlsSession Shown(params (string Trunk, string Name)[] verified) => new(
        "TLSv1.3", "TLS_AES_128_GCM_SHA256", "sip.carrier.example",
        [.. verified.Select(one => new PeerName(one.Trunk, one.Name))]);

    private static Caller Peer(TlsSession? session, AclOptions? acl = null, string[]? trunks = null, bool require = false)
    {
        var options = TestOptions.Edge([.. acl is null ? [] : new[] { ("named", acl) }]);
        var gateway = TestOptions.Gateway("a", "192.0.2.20") with { Transport = TransportKind.Tls };
        return new Caller(TestOptions.Compile(options with
        {
            Listeners = [.. options.Listeners.Select(one =>
                one.Transport == TransportKind.Tls ? one with { ClientAuth = ClientAuth.Optional } : one)],
            Accounts = TestOptions.Named(("anna", new AccountOptions { Password = TestOptions.Password("pa") })),
            Trunks = TestOptions.Named(
                ("carrier", TestOptions.Trunk(gateway) with
                {
                    Tls = new TrunkTlsOptions { ClientNames = ["SIP.carrier.example"], RequireClientName = require },
                })),
            Domains = TestOptions.Named(("example.net", options.Domains["example.net"] with
            {
                Trunks = trunks is null ? null : [.. trunks],
            })),
        }))
        {
            From = "203.0.113.66:40001",
            Transport = TransportKind.Tls,
            Tls = session,
        };
    }
}
