using System.Text;

namespace SipEdge.Sip.Tests;

/// <summary>Messages as they travel, for tests and benchmarks alike.</summary>
public static class SampleMessages
{
    /// <summary>An INVITE with an offer, as a desk phone sends it: 845 bytes, 15 header lines.</summary>
    public static readonly byte[] Invite = Wire("""
        INVITE sip:+31201234567@edge.example.com;user=phone SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-524287-1---7d3f2a1b;rport
        Max-Forwards: 70
        Contact: <sip:alice@192.0.2.10:5060>
        To: <sip:+31201234567@edge.example.com;user=phone>
        From: "Alice" <sip:alice@example.com>;tag=8f3a6c21
        Call-ID: 84739NGQxZTc0MDhmYjM3YzU2@192.0.2.10
        CSeq: 1 INVITE
        Session-Expires: 1800
        Min-SE: 90
        Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO, UPDATE, PRACK
        Supported: replaces, timer, 100rel
        User-Agent: Desk Phone 7.2.1 build 220
        P-Asserted-Identity: <sip:alice@example.com>
        Content-Type: application/sdp
        Content-Length: 197

        v=0
        o=alice 3724394400 3724394400 IN IP4 192.0.2.10
        s=-
        c=IN IP4 192.0.2.10
        t=0 0
        m=audio 49170 RTP/AVP 0 8 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000

        """);

    /// <summary>The same call's answer, with two Vias and a recorded route.</summary>
    public static readonly byte[] Ok = Wire("""
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK0a91;received=203.0.113.5;rport=5060
        Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-524287-1---7d3f2a1b;rport=5060
        Record-Route: <sip:203.0.113.5;lr>
        Contact: <sip:+31201234567@198.51.100.7:5060>
        To: <sip:+31201234567@edge.example.com;user=phone>;tag=1928301774
        From: "Alice" <sip:alice@example.com>;tag=8f3a6c21
        Call-ID: 84739NGQxZTc0MDhmYjM3YzU2@192.0.2.10
        CSeq: 1 INVITE
        Content-Length: 0


        """);

    /// <summary>The smallest request that RFC 3261 §8.1.1 allows, without a body.</summary>
    public static readonly byte[] Options = Wire("""
        OPTIONS sip:edge.example.com SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bK77ef
        From: <sip:probe@example.com>;tag=1
        To: <sip:edge.example.com>
        Call-ID: probe.1@192.0.2.10
        CSeq: 7 OPTIONS
        Max-Forwards: 70
        Content-Length: 0


        """);

    /// <summary>The bytes of a text whose lines end in CRLF on the wire.</summary>
    public static byte[] Wire(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
    }
}
