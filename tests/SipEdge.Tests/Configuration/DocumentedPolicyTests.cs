using System.Globalization;
using System.Net;
using System.Text;
using SipEdge.Configuration;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Policy;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Tests.Configuration;

/// <summary>The worked examples of docs/configuration.md do what the text around them says.</summary>
[Collection(nameof(ExampleFiles))]
public class DocumentedPolicyTests
{
    [Theory]
    [InlineData("phone-101", "+31201234017", "none")]
    [InlineData("phone-101", "+31207654321", "none")]
    [InlineData("phone-101", "+31201234099", "caller_not_owned")]
    [InlineData("fax", "+31201234099", "none")]
    [InlineData("fax", "+31201234017", "caller_not_owned")]
    public void Phones_show_owned_numbers_only(string account, string from, string reason)
    {
        var domain = Example("caller-id").Domains[0];
        var user = domain.FindAccount(Encoding.UTF8.GetBytes(account))!;
        var admitted = new AdmissionDecision(
            AdmissionVerdict.Admit, ReasonCode.DigestAdmitted, 0, domain, user.Acls[0], null, user);
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];

        var decision = CallerIdCheck.Decide(Invite(slots, from, "100"), admitted, NumberKind.Ordinary);

        Assert.Equal(reason, ReasonCodes.Name(decision.Reason));
    }

    [Theory]
    [InlineData("+31201234567", "2026-07-04T05:30+02:00", 0, "none")] // Saturday morning of Friday's night shift
    [InlineData("+31201234567", "2026-07-04T06:00+02:00", 480, "outside_hours")]
    [InlineData("+31201234567", "2026-07-06T07:00+02:00", 0, "none")]
    [InlineData("+31201234567", "2026-01-05T07:00+01:00", 0, "none")]
    [InlineData("+31201234567", "2026-01-05T06:59+01:00", 480, "outside_hours")]
    [InlineData("+319001234", "2026-07-06T07:00+02:00", 480, "called_not_allowed")]
    public void The_workshop_calls_while_somebody_works_there(string called, string time, int status, string reason)
    {
        var domain = Example("policy").Domains[0];
        var acl = domain.Acls[0];
        var admitted = new AdmissionDecision(AdmissionVerdict.Admit, ReasonCode.AddressAdmitted, 0, domain, acl);
        var source = SocketEndpoint.From(IPEndPoint.Parse("192.0.2.65:5060"));
        var arrival = new Arrival(
            new Flow(TransportKind.Udp, 0, 0, source), source, 0, DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];

        var decision = InboundPolicy.Decide(Invite(slots, "100", called), admitted, arrival, NumberKind.Ordinary);

        Assert.Equal((status, reason), (decision.Status, ReasonCodes.Name(decision.Reason)));
        Assert.Equal(status == 0 ? null : "Closed", decision.Phrase is { } phrase ? Encoding.UTF8.GetString(phrase) : null);
    }

    /// <summary>The block after <c>&lt;!-- checked: name --&gt;</c>, with listeners and a route around it.</summary>
    private static EdgeModel Example(string name)
    {
        var page = File.ReadAllText(Path.Combine(ExampleFiles.Repository(), "docs", "configuration.md"));
        var block = page.Split($"<!-- checked: {name} -->\n```yaml\n")[1].Split("```")[0]
            .Replace("{ file: secrets/phone-101 }", "{ env: PATH }", StringComparison.Ordinal)
            .Replace("{ file: secrets/fax }", "{ env: PATH }", StringComparison.Ordinal);
        var loaded = ConfigurationFile.LoadText(
            $$"""
            version: 1
            listeners:
              - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
              - { name: tls, transport: tls, bind: "192.0.2.10:5061", tls: own }
            tls: { own: { self_signed: true } }
            routes: [{ to: echo }]
            {{block}}
            """,
            "f.yaml",
            "/");
        Assert.Empty(loaded.Problems);
        return loaded.Model!;
    }

    private static SipMessageView Invite(Span<HeaderSlot> slots, string from, string called)
    {
        var text = $"INVITE sip:{called}@sip.example.net SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.65;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:{from}@sip.example.net>;tag=1\r\nTo: <sip:{called}@sip.example.net>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
            + "Contact: <sip:192.0.2.65>\r\nContent-Length: 0\r\n\r\n";
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(Encoding.ASCII.GetBytes(text), slots, ParseLimits.Default, out var view));
        return view;
    }
}
