using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Rewrite;

/// <summary>Whole INVITE in, whole INVITE out: request line and headers as a gateway gets them, but for Via and the body's.</summary>
public sealed class OutgoingInviteTests
{
    private const string Plain =
        """
        INVITE sip:31201234567@edge.example SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK1
        Max-Forwards: 70
        From: "Bob" <sip:+3987654321@pbx.inside.example:5070;user=phone>;tag=a
        To: <sip:31201234567@edge.example>
        Call-ID: inside@pbx.inside.example
        CSeq: 4711 INVITE
        Contact: <sip:bob@pbx.inside.example:5070>
        User-Agent: Inside/1.0
        Subject: lunch
        Content-Length: 0


        """;

    [Fact]
    public void A_plain_trunk_hears_the_number_from_the_edge_and_nothing_of_the_inside() => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Bob" <sip:+3987654321@192.0.2.10>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE
        Subject: lunch

        """,
        Sent(Plain, new TrunkOptions()));

    [Fact]
    public void A_request_uri_that_is_too_long_for_the_gateway_is_a_refusal_not_a_cut()
    {
        var longest = Plain.Replace("sip:31201234567@edge.example SIP", $"sip:{new string('9', 520)}@edge.example SIP", StringComparison.Ordinal);
        Assert.Equal(ReasonCode.Malformed, Written(longest, new TrunkOptions(), out _));
    }

    private static string Sent(string invite, TrunkOptions trunk)
    {
        Assert.Null(Written(invite, trunk, out var sent));
        return sent;
    }

    private static ReasonCode? Written(string text, TrunkOptions trunk, out string sent)
    {
        var options = TestOptions.Edge(("callers", new AclOptions { Addresses = [TestOptions.Address("192.0.2.20")] })) with
        {
            Trunks = TestOptions.Named(("carrier", trunk with { Gateways = [TestOptions.Gateway("one", "203.0.113.5")] })),
            Routes = [new RouteOptions { To = "carrier" }],
        };
        var model = TestOptions.Compile(options);
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(bytes, new HeaderSlot[SipParser.MaxHeaders], ParseLimits.Default, out var invite));
        var admission = new AdmissionDecision(
            AdmissionVerdict.Admit, ReasonCode.AddressAdmitted, 0, model.DefaultDomain, model.Acls[0]);
        var route = model.Routes.Find("31201234567"u8, model.DefaultDomain, null, model.Acls[0])!;
        var writer = new SipWriter(new byte[4096]);
        var uri = new byte[OutgoingUri.MaxLength];
        var names = new OutgoingNames("192.0.2.10:5060"u8, "t1"u8, "c1"u8);
        var reason = OutgoingInvite.Write(
            ref writer, invite, admission, route, model.Trunks[0].Outbound[0], names, uri, out var length);
        sent = $"INVITE {Encoding.UTF8.GetString(uri.AsSpan(0, length))} SIP/2.0\r\n{Encoding.UTF8.GetString(writer.Written)}"
            .ReplaceLineEndings("\n");
        return reason;
    }
}
