using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;

namespace SipEdge.Core.Tests.Admission;

public class DomainAdmissionTests
{
    private static EdgeOptions TwoDomains { get; } = TestOptions.Edge(
        ("office", new AclOptions { Addresses = [TestOptions.Address("198.51.100.0/24")] }),
        ("phones", new AclOptions { Accounts = ["anna"] })) with
    {
        Accounts = TestOptions.Named(("anna", new AccountOptions { Password = TestOptions.Password("p") })),
        Domains = TestOptions.Named(
            ("example.net", new DomainOptions { Acls = ["office"] }), ("example.org", new DomainOptions { Acls = ["phones"] })),
    };

    [Theory]
    [InlineData("sip:100@EXAMPLE.net", "example.net")]
    [InlineData("sips:100@example.net", "example.net")]
    [InlineData("sip:example.net.", "example.net")]
    [InlineData("sip:100@192.0.2.10:5060", "example.net")]
    [InlineData("sip:100@[2001:db8::10]", "example.net")]
    [InlineData("tel:+31201234567", "example.net")]
    [InlineData("sip:100@example.org", "example.org")]
    public void The_host_of_the_request_uri_selects_the_domain(string uri, string domain)
    {
        var caller = new Caller(TestOptions.Compile(TwoDomains)) { Uri = uri };
        Assert.Equal(domain, caller.Decide().Domain!.Name);
    }

    [Fact]
    public void An_ACL_of_another_domain_is_never_consulted()
    {
        var caller = new Caller(TestOptions.Compile(TwoDomains)) { Uri = "sip:100@example.org" };
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.CredentialsMissing), (caller.Decide().Verdict, caller.Decide().Reason));

        caller.Uri = "sip:100@example.net";
        caller.From = "203.0.113.1:5060";
        var decision = caller.Decide(caller.Digest("anna", "p"));
        Assert.Equal((AdmissionVerdict.Drop, ReasonCode.UnknownSource), (decision.Verdict, decision.Reason));
    }

    [Fact]
    public void A_source_that_only_another_domain_knows_is_told_so_in_the_reason()
    {
        var options = TwoDomains with
        {
            Domains = TwoDomains.Domains.SetItem("example.org", new DomainOptions()),
        };
        var caller = new Caller(TestOptions.Compile(options)) { Uri = "sip:100@example.org" };
        Assert.Equal((AdmissionVerdict.Drop, ReasonCode.SourceNotInDomain), (caller.Decide().Verdict, caller.Decide().Reason));
    }

    [Theory]
    [InlineData(UnknownDomainPolicy.Drop, AdmissionVerdict.Drop, 0)]
    [InlineData(UnknownDomainPolicy.NotFound, AdmissionVerdict.Refuse, 404)]
    [InlineData(UnknownDomainPolicy.DefaultDomain, AdmissionVerdict.Admit, 0)]
    public void An_unknown_host_name_follows_the_policy(UnknownDomainPolicy policy, AdmissionVerdict verdict, int status)
    {
        var caller = new Caller(TestOptions.Compile(TwoDomains with { UnknownDomain = policy })) { Uri = "sip:100@elsewhere.example" };
        Assert.Equal((verdict, status), (caller.Decide().Verdict, caller.Decide().Status));
    }

    [Fact]
    public void Without_a_default_domain_an_IP_address_is_no_domain()
    {
        var caller = new Caller(TestOptions.Compile(TwoDomains with { DefaultDomain = null })) { Uri = "sip:100@192.0.2.10" };
        Assert.Equal((AdmissionVerdict.Drop, ReasonCode.UnknownDomain), (caller.Decide().Verdict, caller.Decide().Reason));
    }

    [Theory]
    [InlineData("http://example.net/", ReasonCode.UnsupportedScheme, 416)]
    public void What_is_no_SIP_address_is_refused_by_name(string uri, ReasonCode reason, int status)
    {
        var caller = new Caller(TestOptions.Compile(TwoDomains)) { Uri = uri };
        Assert.Equal((AdmissionVerdict.Refuse, reason, status), (caller.Decide().Verdict, caller.Decide().Reason, caller.Decide().Status));
    }

    [Fact]
    public void A_domain_that_lists_trunks_admits_the_gateways_of_no_other()
    {
        var options = TwoDomains with
        {
            Trunks = TestOptions.Named(
                ("a", TestOptions.Trunk(TestOptions.Gateway("a", "203.0.113.1"))),
                ("b", TestOptions.Trunk(TestOptions.Gateway("b", "203.0.113.2")))),
            Domains = TwoDomains.Domains.SetItem("example.net", new DomainOptions { Trunks = ["a"] }),
        };
        var caller = new Caller(TestOptions.Compile(options)) { From = "203.0.113.1:5060" };
        Assert.Equal(AdmissionVerdict.Admit, caller.Decide().Verdict);
        caller.From = "203.0.113.2:5060";
        Assert.Equal(AdmissionVerdict.Drop, caller.Decide().Verdict);
    }

    [Fact]
    public void The_default_configuration_admits_loopback_and_nobody_else()
    {
        var caller = new Caller(EdgeModel.Default) { From = "127.0.0.1:40000", Uri = "sip:anything@any.host" };
        var decision = caller.Decide();
        Assert.Equal(AdmissionVerdict.Admit, decision.Verdict);
        Assert.True(caller.Route(decision).IsEcho);

        caller.From = "[::1]:40000";
        Assert.Equal(AdmissionVerdict.Admit, caller.Decide().Verdict);
        caller.From = "192.0.2.1:5060";
        Assert.Equal(AdmissionVerdict.Drop, caller.Decide().Verdict);
    }

    [Theory]
    [InlineData("Example.NET", "sip:100@example.net")]
    [InlineData("example.net.", "sip:100@EXAMPLE.net")]
    public void M_11_a_domain_is_stored_in_lower_case_and_is_its_own_realm(string written, string uri)
    {
        var options = TwoDomains with
        {
            Domains = TestOptions.Named((written, new DomainOptions { Acls = ["phones"] })),
            DefaultDomain = written,
        };
        var caller = new Caller(TestOptions.Compile(options)) { Uri = uri };
        var decision = caller.Decide(caller.Digest("anna", "p"));
        Assert.Equal((ReasonCode.DigestAdmitted, "example.net"), (decision.Reason, decision.Domain!.Name));
    }

    [Fact]
    public void The_default_configuration_passes_its_own_validators() =>
        Assert.Empty(TestOptions.Problems(DefaultConfiguration.Options));
}
