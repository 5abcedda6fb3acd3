using System.Globalization;
using System.Net;
using System.Text;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;

namespace SipEdge.Demo;

/// <summary>The descriptions of the demo's ends: one PCMU stream, plain or with an SDES key (RFC 4566, RFC 4568).</summary>
internal static class DemoSdp
{
    public static byte[] Write(IPEndPoint rtp, SrtpKey key)
    {
        var secure = !key.IsNone;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"v=0\r\no=- 1 1 IN IP4 {rtp.Address}\r\ns=-\r\nc=IN IP4 {rtp.Address}\r\nt=0 0\r\n");
        text.Append(CultureInfo.InvariantCulture, $"m=audio {rtp.Port} {(secure ? "RTP/SAVP" : "RTP/AVP")} 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n");
        if (secure)
        {
            text.Append(CultureInfo.InvariantCulture, $"a=crypto:1 {Encoding.ASCII.GetString(SrtpSuites.Name(key.Suite))} inline:{Convert.ToBase64String(key.KeyAndSalt)}\r\n");
        }

        text.Append("a=sendrecv\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Where the edge wants this end's audio, and the key that it will send with.</summary>
    public static AudioDescription Read(byte[] sdp)
    {
        var status = OfferAnswer.Read(sdp, out var audio);
        return status == SdpStatus.Ok ? audio : throw new InvalidDataException($"the edge described audio in a way that is {status}");
    }
}
