using System.Text;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Sdp;

public sealed class DescriptionReadingTests
{
    private const string KeyText = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"; // RFC 4568 §4.2

    private const string Session = "v=0;o=- 1 1 IN IP4 192.0.2.9;s=-;c=IN IP4 192.0.2.9;t=0 0;";

    [Theory]
    [InlineData("m=audio 49170 RTP/AVP 0", "192.0.2.9", 49170, "192.0.2.9", 49171)]
    [InlineData("m=audio 4000 RTP/AVP 0;c=IN IP6 2001:db8::5", "2001:db8::5", 4000, "2001:db8::5", 4001)]
    [InlineData("m=audio 4000 RTP/AVP 0;a=rtcp:53", "192.0.2.9", 4000, "192.0.2.9", 53)]
    [InlineData("m=audio 4000 RTP/AVP 0;c=IN IP6 2001:db8::5;a=rtcp:5001 IN IP4 192.0.2.77",
        "2001:db8::5", 4000, "192.0.2.77", 5001)]
    public void The_address_of_the_media_and_its_rtcp_attribute_win(
        string media, string host, ushort port, string rtcpHost, ushort rtcpPort)
    {
        var line = Read(Session + media);
        Assert.Equal((Endpoint(host, port), Endpoint(rtcpHost, rtcpPort)), (line.Remote, line.RemoteRtcp));
    }

    [Theory]
    [InlineData("", MediaDirection.SendRecv)]
    [InlineData("a=inactive;", MediaDirection.Inactive)]
    public void A_direction_of_the_session_counts_until_the_media_says_otherwise(string session, MediaDirection expected)
    {
        Assert.Equal(expected, Read(Session + session + "m=audio 4000 RTP/AVP 0").Direction);
        Assert.Equal(MediaDirection.RecvOnly, Read(Session + session + "m=audio 4000 RTP/AVP 0;a=recvonly").Direction);
    }

    [Theory]
    [InlineData("IN IP4 0.0.0.0")]
    [InlineData("IN IP6 ::")]
    public void Hold_by_address_takes_nothing(string address) =>
        Assert.Equal(MediaDirection.SendOnly, Read(Session + $"m=audio 4000 RTP/AVP 0;c={address}").Direction);

    [Theory]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText, 1, SrtpSuite.AesCm128HmacSha1_80)]
    [InlineData("7 AES_CM_128_HMAC_SHA1_32 inline:" + KeyText, 7, SrtpSuite.AesCm128HmacSha1_32)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|2^20", 1, SrtpSuite.AesCm128HmacSha1_80)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|1048576", 1, SrtpSuite.AesCm128HmacSha1_80)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "== WSH=64", 1, SrtpSuite.AesCm128HmacSha1_80)]
    public void A_crypto_line_gives_tag_suite_and_key(string text, int tag, SrtpSuite suite)
    {
        Assert.Equal(SdpStatus.Ok, CryptoLine.Read(Encoding.ASCII.GetBytes(text), out var read, out var key));
        Assert.Equal((tag, SrtpKey.Create(suite, Convert.FromBase64String(KeyText))), (read, key));
    }

    [Theory]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|1:4", SdpStatus.MkiNotSupported)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:!VNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz", SdpStatus.BadCrypto)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80", SdpStatus.BadCrypto)]
    public void A_crypto_line_of_no_use_says_why(string text, SdpStatus expected) =>
        Assert.Equal(expected, CryptoLine.Read(Encoding.ASCII.GetBytes(text), out _, out _));

    [Theory]
    [InlineData("", SdpStatus.Empty)]
    [InlineData("hello", SdpStatus.BadLine)]
    [InlineData("v=0;O=x", SdpStatus.BadLine)]
    [InlineData("o=- 1 1 IN IP4 1.2.3.4;v=0", SdpStatus.BadVersion)]
    [InlineData("v=1", SdpStatus.BadVersion)]
    [InlineData("v=0;v=0", SdpStatus.BadVersion)]
    [InlineData("v=0;s=-", SdpStatus.BadOrigin)]
    [InlineData("v=0;o=- 1 1 IN IP4", SdpStatus.BadOrigin)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;o=- 1 1 IN IP4 1.2.3.4", SdpStatus.BadOrigin)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;s=-", SdpStatus.NoMedia)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0", SdpStatus.NoConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4 x;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 ::1;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP6 1.2.3.4;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4/24;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 pbx.example.com;m=audio 4000 RTP/AVP 0", SdpStatus.AddressNotNumeric)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 224.2.1.1/127;m=audio 4000 RTP/AVP 0", SdpStatus.MulticastAddress)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio", SdpStatus.BadMediaLine)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP", SdpStatus.BadMediaLine)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 128", SdpStatus.BadMediaLine)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP PCMU", SdpStatus.BadMediaLine)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 65536 RTP/AVP 0", SdpStatus.BadPort)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio -1 RTP/AVP 0", SdpStatus.BadPort)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000/2 RTP/AVP 0", SdpStatus.BadPort)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 99999999999999999999 RTP/AVP 0", SdpStatus.BadPort)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 TCP/RTP/AVP 0", SdpStatus.UnsupportedProfile)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 0 RTP/AVP 0", SdpStatus.NoMedia)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=video 4000 RTP/AVP 31", SdpStatus.NoMedia)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=rtpmap:0", SdpStatus.BadRtpMap)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=rtpmap:0 PCMU/x", SdpStatus.BadRtpMap)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=fmtp:x 1", SdpStatus.BadFormatParameters)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=ptime:abc", SdpStatus.BadPacketTime)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=rtcp:70000", SdpStatus.BadRtcpAttribute)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=rtcp:70 IN IP4",
        SdpStatus.BadRtcpAttribute)]
    public void Every_way_to_be_bad_has_its_name(string sdp, SdpStatus expected) => Assert.Equal(expected, Check(sdp));

    [Fact]
    public void Limits_are_kept()
    {
        const string head = "v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;";
        Assert.Equal(SdpStatus.TooManyMedia, Check(head + string.Concat(Enumerable.Repeat("m=audio 4000 RTP/AVP 0;", 17))));
        Assert.Equal(SdpStatus.Ok, Check(head + string.Concat(Enumerable.Repeat("m=audio 4000 RTP/AVP 0;", 16))));
        var formats = string.Concat(Enumerable.Repeat(" 0", 65));
        Assert.Equal(SdpStatus.TooManyFormats, Check(head + "m=audio 4000 RTP/AVP" + formats));
        Assert.Equal(SdpStatus.LineTooLong, Check(head + "a=" + new string('x', 4096)));
        Assert.Equal(SdpStatus.TooManyLines, Check(head + string.Concat(Enumerable.Repeat("a=x;", 1100))));
        Assert.Equal(SdpStatus.TooLarge, Check(head + new string('x', 33 * 1024)));
        Assert.Equal(SdpStatus.ForbiddenByte, Check(head + "a=x\ry"));
        Assert.Equal(SdpStatus.ForbiddenByte, Check(head + "a=x\0y"));
    }

    [Fact]
    public void Lines_may_end_with_LF_alone() => Assert.Equal(
        MediaDirection.SendOnly,
        Read(Encoding.ASCII.GetBytes("v=0\no=- 1 1 IN IP4 1.2.3.4\nc=IN IP4 1.2.3.4\nm=audio 4000 RTP/AVP 0\na=sendonly\n"))
            .Direction);

    private static SdpStatus Check(string sdp) => MediaNegotiation.Check(Bytes(sdp), LegPolicy.Default);

    private static (MediaEndpoint Remote, MediaEndpoint RemoteRtcp, MediaDirection Direction) Read(string sdp) =>
        Read(Bytes(sdp));

    private static (MediaEndpoint Remote, MediaEndpoint RemoteRtcp, MediaDirection Direction) Read(byte[] sdp)
    {
        var media = new SdpMedia[SdpParser.MaxMedia];
        Assert.Equal(SdpStatus.Ok, SdpParser.Parse(sdp, media, out var view));
        Assert.Equal(SdpStatus.Ok, LineReader.Read(view, SessionView.Read(view), media[0], out var line));
        return (line.Remote, line.RemoteRtcp, line.Direction);
    }

    private static byte[] Bytes(string sdp) => Encoding.UTF8.GetBytes(sdp.Replace(";", "\r\n", StringComparison.Ordinal));

    private static MediaEndpoint Endpoint(string host, ushort port)
    {
        Assert.True(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(host), port, out var endpoint));
        return endpoint;
    }
}
