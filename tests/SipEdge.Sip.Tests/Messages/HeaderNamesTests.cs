using SipEdge.Sip.Messages;
using static SipEdge.Sip.Tests.Messages.Parsed;

namespace SipEdge.Sip.Tests.Messages;

public sealed class HeaderNamesTests
{
    [Fact]
    public void Every_header_is_found_by_its_name_in_any_case()
    {
        foreach (var id in Enum.GetValues<HeaderId>())
        {
            if (id == HeaderId.Other)
            {
                continue;
            }

            var name = Text(HeaderNames.Canonical(id));
            Assert.NotEmpty(name);
            Assert.Equal(id, HeaderNames.Find(Bytes(name)));
            Assert.Equal(id, HeaderNames.Find(Bytes(name.ToUpperInvariant())));
            Assert.Equal(id, HeaderNames.Find(Bytes(name.ToLowerInvariant())));
        }
    }

    [Theory]
    [InlineData("a", HeaderId.AcceptContact)]
    [InlineData("b", HeaderId.ReferredBy)]
    [InlineData("c", HeaderId.ContentType)]
    [InlineData("d", HeaderId.RequestDisposition)]
    [InlineData("e", HeaderId.ContentEncoding)]
    [InlineData("f", HeaderId.From)]
    [InlineData("i", HeaderId.CallId)]
    [InlineData("j", HeaderId.RejectContact)]
    [InlineData("k", HeaderId.Supported)]
    [InlineData("l", HeaderId.ContentLength)]
    [InlineData("m", HeaderId.Contact)]
    [InlineData("n", HeaderId.IdentityInfo)]
    [InlineData("o", HeaderId.Event)]
    [InlineData("r", HeaderId.ReferTo)]
    [InlineData("s", HeaderId.Subject)]
    [InlineData("t", HeaderId.To)]
    [InlineData("u", HeaderId.AllowEvents)]
    [InlineData("v", HeaderId.Via)]
    [InlineData("x", HeaderId.SessionExpires)]
    [InlineData("y", HeaderId.Identity)]
    [InlineData("z", HeaderId.Other)]
    public void Compact_forms_are_found_in_either_case(string letter, HeaderId expected)
    {
        Assert.Equal(expected, HeaderNames.Find(Bytes(letter)));
        Assert.Equal(expected, HeaderNames.Find(Bytes(letter.ToUpperInvariant())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Vi")]
    [InlineData("Viaa")]
    [InlineData("Call_ID")]
    [InlineData("Call\rID")]
    [InlineData("P-Asserted Identity")]
    [InlineData("X-Auth-VoipToken")]
    [InlineData("\u0016ia")]
    public void Nothing_else_is_found(string name) => Assert.Equal(HeaderId.Other, HeaderNames.Find(Bytes(name)));

    [Fact]
    public void Every_method_is_found_by_its_exact_name_only()
    {
        foreach (var method in Enum.GetValues<SipMethod>())
        {
            var name = Text(SipMethods.Name(method));
            Assert.Equal(method, SipMethods.Find(Bytes(name)));
            if (method != SipMethod.Unknown)
            {
                Assert.Equal(SipMethod.Unknown, SipMethods.Find(Bytes(name.ToLowerInvariant())));
            }
        }

        Assert.Equal(SipMethod.Unknown, SipMethods.Find("PING"u8));
    }
}
