using System.Text;
using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Messages;

public sealed class NameAddressViewTests
{
    [Theory]
    [InlineData("\"A. G. Bell\" <sip:agb@bell-telephone.com> ;tag=a48s", "\"A. G. Bell\"", "sip:agb@bell-telephone.com", "a48s")]
    [InlineData("sip:+12125551212@server.phone2net.com;tag=887s", "", "sip:+12125551212@server.phone2net.com", "887s")]
    [InlineData("Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "Anonymous", "sip:c8oqz84zk7z@privacy.org", "hyh8")]
    [InlineData("caller<sip:caller@example.com>;tag=323", "caller", "sip:caller@example.com", "323")]
    [InlineData("\"a \\\" < , ; b\" <sip:a@b>", "\"a \\\" < , ; b\"", "sip:a@b", "")]
    [InlineData("<sip:a@b;lr;x=y?h=v>;x=\";tag=no\";tag=yes", "", "sip:a@b;lr;x=y?h=v", "yes")]
    [InlineData("<sip:a@b>\r\n ;\r\n tag = 1", "", "sip:a@b", "1")]
    [InlineData("<tel:+31201234567>", "", "tel:+31201234567", "")]
    [InlineData("isbn:2983792873", "", "isbn:2983792873", "")]
    [InlineData("Zo\u00eb (work) <sip:zoe@b>", "Zo\u00eb (work)", "sip:zoe@b", "")]
    public void A_value_falls_into_its_parts(string text, string name, string uri, string tag)
    {
        Assert.True(NameAddressView.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(name, Text(value.DisplayName));
        Assert.Equal(uri, Text(value.Uri));
        Assert.Equal(tag, Text(value.Tag));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"open <sip:a@b>")]
    [InlineData("\"closed\" sip:a@b")]
    [InlineData("Bell, Alexander <sip:a@b>")]
    [InlineData("sip:a@b <sip:c@d>")]
    [InlineData("< sip:a@b >")]
    [InlineData("<sip:a@b")]
    [InlineData("<>")]
    [InlineData("<sip:>")]
    [InlineData("<a@b>")]
    [InlineData("<sip:a@b>x")]
    [InlineData("<sip:a@b>;")]
    [InlineData("<sip:a@b>;;tag=1")]
    [InlineData("<sip:a@b>;tag=1 2")]
    [InlineData("<sip:a@b>;tag=\"1\"")]
    [InlineData("<sip:a@b>;x=\"open")]
    [InlineData("sip:a@b?x=y")]
    [InlineData("sip:a@b, sip:c@d")]
    public void What_is_no_address_is_refused(string text) => Assert.False(NameAddressView.TryParse(Bytes(text), out _));

    [Fact]
    public void Header_parameters_are_not_the_uris()
    {
        Assert.True(NameAddressView.TryParse("<sip:a@b;expires=1>;Expires=2;flag"u8, out var value));
        Assert.True(value.TryGetParameter("expires"u8, out var expires));
        Assert.Equal("2", Text(expires));
        Assert.True(value.TryGetParameter("flag"u8, out var flag));
        Assert.True(flag.IsEmpty);
    }

    [Theory]
    [InlineData("<sip:a@b>;expires=3600", false)]
    [InlineData(" * ", true)]
    public void A_contact_is_an_address_or_the_wildcard(string text, bool wildcard)
    {
        Assert.True(ContactView.TryParse(Bytes(text), out var contact));
        Assert.Equal(wildcard, contact.IsWildcard);
        Assert.Equal(wildcard ? "" : "sip:a@b", Text(contact.Address.Uri));
    }
}
