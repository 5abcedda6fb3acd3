using System.Text;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Rewrite;

public sealed class HeaderAllowListTests
{
    private const string Everything =
        "INVITE sip:3123456789@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP inside.example;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
        + "From: <sip:a@inside.example>;tag=1\r\nTo: <sip:3123456789@edge.example>\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\n"
        + "Contact: <sip:a@inside.example>\r\nRecord-Route: <sip:inside.example;lr>\r\nUser-Agent: inside-1.0\r\n"
        + "X-Auth-EndpointSid: secret\r\nX-Auth-VoipToken : secret\r\nAuthorization: Digest username=\"secret\"\r\n"
        + "Proxy-Authorization: Digest username=\"secret\"\r\nP-Charging-Vector: inside\r\nX-Internal: inside\r\n"
        + "Call-Info: <http://inside.example>\r\nOrganization: inside\r\nGeolocation: inside\r\nPath: <sip:inside.example>\r\n"
        + "Warning: 399 inside.example \"x\"\r\nServer: inside\r\nHistory-Info: <sip:inside.example>;index=1\r\n"
        + "P-Asserted-Identity: <sip:inside.example>\r\nRemote-Party-ID: <sip:inside.example>\r\nDiversion: <sip:inside.example>\r\n"
        + "Subject: lunch\r\nPriority: urgent\r\nPrivacy: id\r\nReason: Q.850;cause=16\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void Only_listed_headers_pass_from_leg_to_leg()
    {
        SipParser.Parse(Encoding.ASCII.GetBytes(Everything), new HeaderSlot[SipParser.MaxHeaders], ParseLimits.Default, out var invite);
        var writer = new SipWriter(new byte[2048]);
        HeaderAllowList.CopyRequest(ref writer, invite, isPrivate: false);
        Assert.Equal(
            "Subject: lunch\r\nPriority: urgent\r\nReason: Q.850;cause=16\r\n", Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Nothing_of_one_side_passes_in_a_response()
    {
        var text = Everything.Replace("INVITE sip:3123456789@edge.example SIP/2.0", "SIP/2.0 200 OK", StringComparison.Ordinal);
        SipParser.Parse(Encoding.ASCII.GetBytes(text), new HeaderSlot[SipParser.MaxHeaders], ParseLimits.Default, out var response);
        var writer = new SipWriter(new byte[2048]);
        HeaderAllowList.CopyResponse(ref writer, response);
        Assert.Equal("Reason: Q.850;cause=16\r\n", Encoding.ASCII.GetString(writer.Written));
    }
}
