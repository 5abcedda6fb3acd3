using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Messages;

public sealed class SipUriViewTests
{
    [Theory]
    [InlineData("sip:alice@atlanta.com", UriScheme.Sip, "alice", "", "atlanta.com", 0, "", "")]
    [InlineData("sip:alice:secretword@atlanta.com;transport=tcp", UriScheme.Sip, "alice", "secretword", "atlanta.com", 0,
        "transport=tcp", "")]
    [InlineData("sips:alice@atlanta.com?subject=project%20x&priority=urgent", UriScheme.Sips, "alice", "", "atlanta.com", 0, "",
        "subject=project%20x&priority=urgent")]
    [InlineData("sip:+1-212-555-1212:1234@gateway.com;user=phone", UriScheme.Sip, "+1-212-555-1212", "1234", "gateway.com", 0,
        "user=phone", "")]
    [InlineData("sips:1212@gateway.com", UriScheme.Sips, "1212", "", "gateway.com", 0, "", "")]
    [InlineData("sip:alice@192.0.2.4", UriScheme.Sip, "alice", "", "192.0.2.4", 0, "", "")]
    [InlineData("sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com", UriScheme.Sip, "", "", "atlanta.com", 0,
        "method=REGISTER", "to=alice%40atlanta.com")]
    [InlineData("sip:alice;day=tuesday@atlanta.com", UriScheme.Sip, "alice;day=tuesday", "", "atlanta.com", 0, "", "")]
    [InlineData("SIP:*21#@pbx_1.example.com:5070", UriScheme.Sip, "*21#", "", "pbx_1.example.com", 5070, "", "")]
    [InlineData("sip:[2001:db8::10]:5070;lr", UriScheme.Sip, "", "", "2001:db8::10", 5070, "lr", "")]
    [InlineData("tel:+31-20-1234567;phone-context=example.com", UriScheme.Tel, "+31-20-1234567", "", "", 0,
        "phone-context=example.com", "")]
    public void A_uri_falls_into_its_parts(string text, UriScheme scheme, string user, string password, string host, int port,
        string parameters, string headers)
    {
        Assert.True(SipUriView.TryParse(Bytes(text), out var uri));
        Assert.Equal(scheme, uri.Scheme);
        Assert.Equal(user, Text(uri.User));
        Assert.Equal(password, Text(uri.Password));
        Assert.Equal(host, Text(uri.Host));
        Assert.Equal(port, uri.Port);
        Assert.Equal(parameters, Text(uri.Parameters));
        Assert.Equal(headers, Text(uri.Headers));
        Assert.Equal(text, Text(uri.Raw));
        Assert.Equal(text.Contains('[', StringComparison.Ordinal), uri.HostIsIpv6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip:")]
    [InlineData("alice@atlanta.com")]
    [InlineData("http://atlanta.com")]
    [InlineData("sip:@atlanta.com")]
    [InlineData("sip::pw@atlanta.com")]
    [InlineData("sip:a@b@c")]
    [InlineData("sip:a b@c")]
    [InlineData("sip:alice@")]
    [InlineData("sip:alice@host:")]
    [InlineData("sip:alice@host:0")]
    [InlineData("sip:alice@host:65536")]
    [InlineData("sip:alice@host:5060x")]
    [InlineData("sip:alice@[2001:db8::1")]
    [InlineData("sip:alice@[]")]
    [InlineData("sip:alice@[fe80::1%25eth0]")]
    [InlineData("sip:al%4@host")]
    [InlineData("sip:al%zzice@host")]
    [InlineData("sip:alice@host?")]
    [InlineData("sip:alice@host;a=b c")]
    [InlineData("sip:alice@host;a=\"b\"")]
    [InlineData("sip:alice@host>")]
    [InlineData("tel:")]
    [InlineData("tel:+31+20")]
    [InlineData("tel:alice@host")]
    public void What_is_no_sip_or_tel_uri_is_refused(string text) => Assert.False(SipUriView.TryParse(Bytes(text), out _));

    [Fact]
    public void Parameters_are_found_in_any_case_with_or_without_value()
    {
        Assert.True(SipUriView.TryParse("sip:a@b;Transport=tcp;;lr;maddr=c"u8, out var uri));
        Assert.True(uri.TryGetParameter("transport"u8, out var transport));
        Assert.Equal("tcp", Text(transport));
        Assert.True(uri.TryGetParameter("LR"u8, out var lr));
        Assert.True(lr.IsEmpty);
        Assert.True(uri.TryGetParameter("maddr"u8, out var maddr));
        Assert.Equal("c", Text(maddr));
        Assert.False(uri.TryGetParameter("ttl"u8, out _));
    }
}
