using System.Text;
using SipEdge.Media.Negotiation;

namespace SipEdge.Media.Tests.Negotiation;

public sealed class AddressMixTests
{
    private const string Private = "IN IP4 192.168.1.10";
    private const string Public = "IN IP4 93.184.216.34";
    private const string Held = "IN IP4 0.0.0.0";

    [Theory]
    [InlineData(Private, Private, "", "", false)]
    [InlineData(Public, Public, "", "", false)]
    [InlineData(Private, Public, "", "", true)] // o= forgotten
    [InlineData(Public, Private, "", "", true)] // c= forgotten
    [InlineData(Public, Public, "c=" + Private + "\r\n", "", true)] // the c= of a line forgotten
    [InlineData(Public, Public, "a=rtcp:40001 " + Private + "\r\n", "", true)]
    [InlineData(Private, Private, "a=rtcp:40001\r\n", "", false)]
    [InlineData(Public, Held, "", "", false)] // on hold
    [InlineData("IN IP4 phone.example", Public, "", "", false)] // a name is neither
    [InlineData(Public, Public, "a=candidate:1 1 UDP 2130706431 192.168.1.10 40000 typ host\r\n", "", false)] // ICE names them all
    [InlineData(Public, Public, "", "m=video 0 RTP/AVP 31\r\nc=" + Private + "\r\n", false)] // a refused line says nothing
    [InlineData("IN IP6 2606:2800:220:1::1", "IN IP6 fd00::1", "", "", true)]
    public void A_description_is_mixed_when_it_has_both(string origin, string connection, string line, string more, bool mixed) =>
        Assert.Equal(mixed, AddressMix.IsIn(Encoding.ASCII.GetBytes(
            $"v=0\r\no=- 1 1 {origin}\r\ns=-\r\nc={connection}\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n{line}{more}")));

    [Fact]
    public void What_is_no_description_is_not_mixed()
    {
        Assert.False(AddressMix.IsIn([]));
        Assert.False(AddressMix.IsIn("o=x\r\nc=IN IP4 1.1.1.1\r\n"u8));
    }
}
