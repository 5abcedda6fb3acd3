using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Messages;

public sealed class ViaViewTests
{
    [Theory]
    [InlineData("SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7", "UDP", "erlang.bell-telephone.com:5060",
        "erlang.bell-telephone.com", 5060, "z9hG4bK87asdks7", "")]
    [InlineData("SIP/2.0/UDP 192.0.2.1:5060 ;received=192.0.2.207;branch=z9hG4bK77asjd", "UDP", "192.0.2.1:5060", "192.0.2.1",
        5060, "z9hG4bK77asjd", "192.0.2.207")]
    [InlineData("SIP / 2.0 / UDP first.example.com: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1", "UDP",
        "first.example.com: 4000", "first.example.com", 4000, "z9hG4bKa7c6a8dlze.1", "")]
    [InlineData("sip/2.0/tls [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3", "tls", "[2001:db8::9:1]",
        "2001:db8::9:1", 0, "z9hG4bKas3", "[2001:db8::9:255]")]
    [InlineData("SIP  / 2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw", "UDP", "192.0.2.2", "192.0.2.2", 0, "390skdjuw", "")]
    [InlineData("SIP/2.0/TCP h", "TCP", "h", "h", 0, "", "")]
    public void A_value_falls_into_its_parts(string text, string transport, string sentBy, string host, int port, string branch,
        string received)
    {
        Assert.True(ViaView.TryParse(Bytes(text), out var via));
        Assert.Equal(text, Text(via.Raw));
        Assert.Equal(transport, Text(via.Transport));
        Assert.Equal(sentBy, Text(via.SentBy));
        Assert.Equal(host, Text(via.Host));
        Assert.Equal(port, via.Port);
        Assert.Equal(branch, Text(via.Branch));
        Assert.Equal(received, Text(via.Received));
    }

    [Theory]
    [InlineData("SIP/2.0/UDP h;rport;branch=1", true, "")]
    [InlineData("SIP/2.0/UDP h;branch=1;RPORT=5070", true, "5070")]
    [InlineData("SIP/2.0/UDP h;branch=1", false, "")]
    public void Rport_is_seen_with_and_without_a_value(string text, bool has, string value)
    {
        Assert.True(ViaView.TryParse(Bytes(text), out var via));
        Assert.Equal(has, via.HasRport);
        Assert.Equal(value, Text(via.Rport));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIP/2.0")]
    [InlineData("SIP/2.0/")]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/2.0/UDP ")]
    [InlineData("HTTP/2.0/UDP h")]
    [InlineData("SIP/2.0/UDP h:70000")]
    [InlineData("SIP/2.0/UDP h x")]
    [InlineData("SIP/2.0/UDP h;")]
    [InlineData("SIP/2.0/UDP h;branch=1;branch=2")]
    [InlineData("SIP/2.0/UDP h;rport;rport")]
    [InlineData("SIP/2.0/UDP h;received=1.2.3.4;received=5.6.7.8")]
    public void What_is_no_via_is_refused(string text) => Assert.False(ViaView.TryParse(Bytes(text), out _));
}
