using System.Text;
using SipEdge.Core.Calls;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Where the next request of a dialog goes, by the URI that the peer has named.</summary>
public sealed class NextHopTests
{
    private const string Peer = "8.8.8.8:5070";

    [Theory]
    [InlineData("sip:a@8.8.4.4", "8.8.4.4:5060")]
    [InlineData("sip:a@8.8.4.4:5080;transport=udp", "8.8.4.4:5080")]
    [InlineData("sip:a@8.8.4.4;transport=tcp", Peer)]
    [InlineData("sip:a@sip.example.net", Peer)]
    [InlineData("sip:a@192.168.1.5", Peer)]
    [InlineData("sip:a@[2001:db8::1]", Peer)]
    [InlineData("sip:a@239.1.1.1", Peer)]
    [InlineData("sip:a@255.255.255.255", Peer)]
    [InlineData("sip:a@0.0.0.0", Peer)]
    [InlineData("tel:+31201234567", Peer)]
    [InlineData("nothing", Peer)]
    public void A_literal_that_a_peer_can_have_is_followed_and_nothing_else(string uri, string expected)
    {
        var peer = new Flow(TransportKind.Udp, 0, 0, SocketEndpoint.FromIpv4(0x08080808, 5070));
        Assert.Equal(expected, NextHop.Of(Encoding.ASCII.GetBytes(uri), peer, NatMode.Auto).Remote.ToString());
    }
}
