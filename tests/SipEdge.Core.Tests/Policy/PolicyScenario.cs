using System.Globalization;
using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Policy;
using SipEdge.Core.Tests.Admission;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Policy;

/// <summary>
/// An ACL "office" of trunk "pbx" with an address and the account "anna", each with what a test says of its callers; and a call
/// through it, by its decisions.
/// </summary>
internal sealed class PolicyScenario
{
    private readonly Caller _caller;
    private readonly EdgeModel _model;

    public PolicyScenario(
        CallerOptions? account = null, CallerOptions? acl = null, CallerOptions? trunk = null, bool trusted = false,
        bool fromMatchesAccount = false, TrunkSecurity security = TrunkSecurity.Mixed,
        params (string Name, PolicyOptions Policy)[] policies)
    {
        var options = TestOptions.Edge(("office", new AclOptions
        {
            Addresses = [TestOptions.Address("198.51.100.0/24")],
            Accounts = ["anna"],
            Require = RequireMode.Any,
            Trunk = "pbx",
            Caller = acl ?? new CallerOptions(),
            FromMatchesAccount = fromMatchesAccount,
        }));
        _model = TestOptions.Compile(options with
        {
            Accounts = TestOptions.Named(("anna", new AccountOptions
            {
                Password = TestOptions.Password("pa"),
                Caller = account ?? new CallerOptions(),
            })),
            Trunks = TestOptions.Named(("pbx", TestOptions.Trunk(new GatewayOptions
            {
                Name = "a",
                Address = "192.0.2.20",
                Transport = security == TrunkSecurity.Secure ? TransportKind.Tls : TransportKind.Udp,
                Media = security == TrunkSecurity.Secure ? GatewayMedia.SrtpSdes : GatewayMedia.Rtp,
            }) with
            {
                Caller = trunk ?? new CallerOptions(),
                Identity = new IdentityOptions { Trust = trusted ? TrustMode.Trusted : TrustMode.Untrusted },
                Security = security,
            })),
            Policies = TestOptions.Named(policies),
            Routes = [new RouteOptions { To = "pbx" }],
        });
        _caller = new Caller(_model);
    }

    public DateTimeOffset Time { get; set; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public NumberKind CalledKind { get; set; }

    public string Called
    {
        set => _caller.Uri = $"sip:{value}@example.net";
    }

    public TransportKind Transport
    {
        set => _caller.Transport = value;
    }

    public static DateTimeOffset At(string utc) =>
        DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public PolicyDecision Policy(params string[] headers) => Policy(null, headers);

    public PolicyDecision Policy(Trail? trail, params string[] headers)
    {
        var request = _caller.Request(headers);
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(request, slots, ParseLimits.Default, out var view));
        return InboundPolicy.Decide(view, Admitted(request), Arrival, CalledKind, trail);
    }

    /// <param name="from">The value of From.</param>
    public CallerIdDecision CallerId(string from, params string[] headers) => CallerId(null, from, headers);

    public CallerIdDecision CallerId(Trail? trail, string from, params string[] headers)
    {
        var request = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_caller.Request(headers))
            .Replace("From: <sip:caller@example.net>", $"From: {from}", StringComparison.Ordinal));
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(request, slots, ParseLimits.Default, out var view));
        return CallerIdCheck.Decide(view, Admitted(request), CalledKind, trail);
    }

    /// <summary>Digest credentials of anna; the address then is not one of the ACL's.</summary>
    public string AsAnna()
    {
        _caller.From = "203.0.113.7:5060";
        return _caller.Digest("anna", "pa");
    }

    /// <summary>Every decision again and again on one message.</summary>
    public void AssertNoAllocation(string from, params string[] headers)
    {
        var request = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_caller.Request(headers))
            .Replace("From: <sip:caller@example.net>", $"From: {from}", StringComparison.Ordinal));
        var admitted = Admitted(request);
        var arrival = Arrival;
        var route = _model.Routes.All[0];
        Allocations.AssertNone(() =>
        {
            Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
            SipParser.Parse(request, slots, ParseLimits.Default, out var view);
            InboundPolicy.Decide(view, admitted, arrival, NumberKind.Ordinary);
            InboundPolicy.DecideRouted(view, admitted, NumberKind.Ordinary, route);
            CallerIdCheck.Decide(view, admitted, NumberKind.Ordinary);
        });
    }

    private Arrival Arrival => new(_caller.Flow, _caller.Local, _caller.Now, Time);

    private AdmissionDecision Admitted(byte[] request)
    {
        var decision = _caller.Decide(request);
        Assert.Equal(AdmissionVerdict.Admit, decision.Verdict);
        return decision;
    }
}
