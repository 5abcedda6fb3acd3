using SipEdge.Load.Sockets;

namespace SipEdge.Load.Sip;

/// <summary>
/// The messages of the two phones, written from the state of a call; a retransmission is the same text written again.
/// </summary>
internal sealed class PhoneText(Ipv4Endpoint caller, Ipv4Endpoint callee, Ipv4Endpoint callerRtp, Ipv4Endpoint calleeRtp)
{
    private readonly byte[] _run = System.Text.Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")[..12]);

    internal void Invite(ref ByteText text, Call call)
    {
        StartLine(ref text, "INVITE "u8, call);
        Common(ref text, call, (byte)('0' + call.CSeq));
        text.Add("To: <"u8);
        Uri(ref text, call);
        text.Add(">\r\nCSeq: "u8);
        text.Add(call.CSeq);
        text.Add(" INVITE\r\nContact: <sip:caller@"u8);
        text.Add(caller);
        text.Add(">\r\nP-Preferred-Identity: <sip:+493012345@caller.example.org>\r\n"u8);
        text.Add("Allow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\nUser-Agent: load\r\n"u8);
        if (call.CSeq > 1)
        {
            text.Add(call.Authorization.Value);
        }

        Body(ref text, call.Media, callerRtp, offer: true, call.Media.CallerSecure ? call.FromCaller : null);
    }

    /// <summary>For a final response other than 2xx: same branch and CSeq as the INVITE, RFC 3261 §17.1.1.3.</summary>
    internal void AckRefusal(ref ByteText text, Call call, ReadOnlySpan<byte> to)
    {
        StartLine(ref text, "ACK "u8, call);
        Common(ref text, call, (byte)('0' + call.CSeq));
        text.Add("To: "u8);
        text.Add(to);
        text.Add("\r\nCSeq: "u8);
        text.Add(call.CSeq);
        text.Add(" ACK\r\nContent-Length: 0\r\n\r\n"u8);
    }

    internal void InDialog(ref ByteText text, Call call, bool bye)
    {
        text.Add(bye ? "BYE "u8 : "ACK "u8);
        text.Add(call.Target.Value);
        text.Add(" SIP/2.0\r\n"u8);
        Common(ref text, call, bye ? (byte)'b' : (byte)'a');
        text.Add(call.Route.Value);
        text.Add("To: "u8);
        text.Add(call.To.Value);
        text.Add("\r\nCSeq: "u8);
        text.Add(bye ? call.CSeq + 1 : call.CSeq);
        text.Add(bye ? " BYE\r\nContent-Length: 0\r\n\r\n"u8 : " ACK\r\nContent-Length: 0\r\n\r\n"u8);
    }

    /// <summary>Any response of either phone; with an empty tag the To of the request is kept as it is.</summary>
    internal static void Respond(ref ByteText text, ReadOnlySpan<byte> request, ReadOnlySpan<byte> status, int tag)
    {
        text.Add("SIP/2.0 "u8);
        text.Add(status);
        text.Add("\r\n"u8);
        var lines = new HeaderLines(request);
        while (lines.Next(out var line))
        {
            bool to = HeaderLines.IsNamed(line, "To"u8);
            if (to || HeaderLines.IsNamed(line, "Via"u8) || HeaderLines.IsNamed(line, "From"u8)
                || HeaderLines.IsNamed(line, "CSeq"u8)
                || HeaderLines.IsNamed(line, "Call-ID"u8) || HeaderLines.IsNamed(line, "Record-Route"u8))
            {
                text.Add(line);
                if (to && tag >= 0)
                {
                    text.Add(";tag="u8);
                    text.AddEight(tag);
                }

                text.Add("\r\n"u8);
            }
        }
    }

    internal void Ring(ref ByteText text, ReadOnlySpan<byte> invite, Call call)
    {
        Respond(ref text, invite, "180 Ringing"u8, call.Number);
        Contact(ref text);
        text.Add("Content-Length: 0\r\n\r\n"u8);
    }

    internal void Answer(ref ByteText text, ReadOnlySpan<byte> invite, Call call)
    {
        Respond(ref text, invite, "200 OK"u8, call.Number);
        Contact(ref text);
        Body(ref text, call.Media, calleeRtp, offer: false, call.Media.CalleeSecure ? call.FromCallee : null);
    }

    private void Contact(ref ByteText text)
    {
        text.Add("Contact: <sip:callee@"u8);
        text.Add(callee);
        text.Add(">\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n"u8);
    }

    private static void Body(ref ByteText text, MediaOffer media, Ipv4Endpoint rtp, bool offer, CryptoLine? crypto)
    {
        if (!media.WithBody)
        {
            text.Add("Content-Length: 0\r\n\r\n"u8);
            return;
        }

        Span<byte> scratch = stackalloc byte[640];
        var body = new ByteText(scratch);
        SessionText.Write(ref body, rtp, offer, crypto);
        text.Add("Content-Type: application/sdp\r\nContent-Length: "u8);
        text.Add(body.Length);
        text.Add("\r\n\r\n"u8);
        text.Add(body.Written);
    }

    private static void StartLine(ref ByteText text, ReadOnlySpan<byte> method, Call call)
    {
        text.Add(method);
        Uri(ref text, call);
        text.Add(" SIP/2.0\r\n"u8);
    }

    /// <summary>The request URI of the INVITE: the number of the call is part of the number dialled.</summary>
    internal static void Uri(ref ByteText text, Call call)
    {
        text.Add("sip:"u8);
        text.Add(call.Media.DialledPrefix);
        text.AddEight(call.Number);
        text.Add("@edge.example.com"u8);
    }

    private void Common(ref ByteText text, Call call, byte branch)
    {
        text.Add("Via: SIP/2.0/UDP "u8);
        text.Add(caller);
        text.Add(";rport;branch=z9hG4bKload"u8);
        text.Add(_run);
        text.AddEight(call.Number);
        text.Add([branch]);
        text.Add("\r\nMax-Forwards: 70\r\nFrom: \"Caller\" <sip:+4930"u8);
        text.AddEight(call.Number % 1000);
        text.Add("@edge.example.com>;tag=f"u8);
        text.AddEight(call.Number);
        text.Add("\r\nCall-ID: "u8);
        text.AddEight(call.Number);
        text.Add("-"u8);
        text.Add(_run);
        text.Add("@load\r\n"u8);
    }
}
