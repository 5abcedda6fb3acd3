using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Numbers;

public class NumberWriterTests
{
    internal static string Write(string user, NumberPlan plan, NumberHeader header = NumberHeader.From)
    {
        Span<byte> written = stackalloc byte[2048];
        Assert.True(NumberWriter.TryWrite(Encoding.Latin1.GetBytes(user), header, plan, written, out var length));
        return Encoding.Latin1.GetString(written[..length]);
    }

    private static string Write(string uri, NumberPlan from, NumberPlan to)
    {
        Assert.True(SipUriView.TryParse(Encoding.ASCII.GetBytes(uri), out var view));
        Span<byte> written = stackalloc byte[512];
        Assert.True(NumberWriter.TryWrite(view, NumberHeader.From, from, NumberHeader.From, to, written, out var length));
        return Encoding.ASCII.GetString(written[..length]);
    }

    [Theory]
    // The Netherlands: geographic, mobile, free, premium, a machine-to-machine number of eleven digits.
    [InlineData("nl", "+31201234567", "31201234567", "0031201234567", "0201234567")]
    [InlineData("nl", "+31612345678", "31612345678", "0031612345678", "0612345678")]
    [InlineData("nl", "+318001121", "318001121", "00318001121", "08001121")]
    [InlineData("nl", "+319000112", "319000112", "00319000112", "09000112")]
    [InlineData("nl", "+3197012345678", "3197012345678", "003197012345678", "097012345678")]
    [InlineData("nl", "+442079460000", "442079460000", "00442079460000", "00442079460000")]
    [InlineData("nl", "+12125550123", "12125550123", "0012125550123", "0012125550123")]
    [InlineData("nl", "+390612345678", "390612345678", "00390612345678", "00390612345678")]
    [InlineData("nl", "+4930123456", "4930123456", "004930123456", "004930123456")]
    [InlineData("nl", "+6834000", "6834000", "006834000", "006834000")]
    [InlineData("nl", "+883510012345678", "883510012345678", "00883510012345678", "00883510012345678")]
    // The United Kingdom.
    [InlineData("uk", "+442079460000", "442079460000", "00442079460000", "02079460000")]
    [InlineData("uk", "+447700900123", "447700900123", "00447700900123", "07700900123")]
    [InlineData("uk", "+448081570192", "448081570192", "00448081570192", "08081570192")]
    [InlineData("uk", "+441632960001", "441632960001", "00441632960001", "01632960001")]
    [InlineData("uk", "+4416977330", "4416977330", "004416977330", "016977330")]
    [InlineData("uk", "+31201234567", "31201234567", "0031201234567", "0031201234567")]
    // North America, with and without the 1.
    [InlineData("us", "+12125550123", "12125550123", "01112125550123", "12125550123")]
    [InlineData("us", "+18005550199", "18005550199", "01118005550199", "18005550199")]
    [InlineData("us", "+442079460000", "442079460000", "011442079460000", "011442079460000")]
    [InlineData("us", "+5215512345678", "5215512345678", "0115215512345678", "0115215512345678")]
    [InlineData("us", "+1212555", "1212555", "0111212555", "0111212555")]
    [InlineData("ca10", "+14165550123", "14165550123", "01114165550123", "4165550123")]
    [InlineData("ca10", "+18765550123", "18765550123", "01118765550123", "8765550123")]
    [InlineData("ca10", "+31201234567", "31201234567", "01131201234567", "01131201234567")]
    // Italy keeps the zero of a geographic number; a mobile has none.
    [InlineData("it", "+390612345678", "390612345678", "00390612345678", "0612345678")]
    [InlineData("it", "+39021234567", "39021234567", "0039021234567", "021234567")]
    [InlineData("it", "+393471234567", "393471234567", "00393471234567", "3471234567")]
    [InlineData("it", "+3980012345", "3980012345", "003980012345", "80012345")]
    [InlineData("it", "+442079460000", "442079460000", "00442079460000", "00442079460000")]
    // Germany, Denmark, Australia, Russia.
    [InlineData("de", "+493012345678", "493012345678", "00493012345678", "03012345678")]
    [InlineData("de", "+4915112345678", "4915112345678", "004915112345678", "015112345678")]
    [InlineData("de", "+498001234567", "498001234567", "00498001234567", "08001234567")]
    [InlineData("de", "+49891234", "49891234", "0049891234", "0891234")]
    [InlineData("dk", "+4533123456", "4533123456", "004533123456", "33123456")]
    [InlineData("dk", "+4680012345", "4680012345", "004680012345", "004680012345")]
    [InlineData("au", "+61291234567", "61291234567", "001161291234567", "0291234567")]
    [InlineData("au", "+611300123456", "611300123456", "0011611300123456", "01300123456")]
    [InlineData("ru", "+74951234567", "74951234567", "81074951234567", "84951234567")]
    [InlineData("ru", "+31201234567", "31201234567", "81031201234567", "81031201234567")]
    public void A_number_is_written_as_the_trunk_wants_it(
        string country, string number, string plain, string international, string national)
    {
        Assert.Equal(number, Write(number, TestPlans.Plan(country)));
        Assert.Equal(number, Write(number, TestPlans.Plan(country, NumberFormat.E164Plus)));
        Assert.Equal(plain, Write(number, TestPlans.Plan(country, NumberFormat.E164Plain)));
        Assert.Equal(international, Write(number, TestPlans.Plan(country, NumberFormat.International)));
        Assert.Equal(national, Write(number, TestPlans.Plan(country, NumberFormat.National)));
    }

    [Theory]
    [InlineData("0031201234567", "+31201234567")]
    [InlineData("0201234567", "+31201234567")]
    [InlineData("00442079460000", "+442079460000")]
    [InlineData("020-123 45 67", "+31201234567")]
    [InlineData("+31(20)123-4567", "+31201234567")]
    [InlineData("%2B31201234567", "+31201234567")]
    [InlineData("31201234567", "31201234567")] // whose this is only the operator knows
    [InlineData("1234", "1234")]
    [InlineData("12345678", "12345678")]
    [InlineData("000", "000")]
    [InlineData("+0201234567", "+0201234567")]
    [InlineData("+1234567890123456", "+1234567890123456")]
    public void A_number_nobody_read_is_known_by_the_prefixes_of_the_plan(string user, string written) =>
        Assert.Equal(written, Write(user, TestPlans.Plan("nl", NumberFormat.E164Plus)));

    [Theory]
    [InlineData("112")]
    [InlineData("911")]
    [InlineData("999")]
    [InlineData("1400")]
    [InlineData("*43")]
    [InlineData("116117")]
    [InlineData("1848")]
    [InlineData("112;phone-context=+31")]
    [InlineData("1-1-2")]
    public void A_short_code_or_emergency_number_is_never_altered(string user)
    {
        foreach (var country in new[] { "nl", "us", "it", "dk", "ru" })
        {
            foreach (var format in Enum.GetValues<NumberFormat>())
            {
                var plan = TestPlans.Plan(country, format, format, tech: "9999");
                Assert.Equal(user, Write(user, plan, NumberHeader.RequestUri));
                Assert.Equal(user, Write($"sip:{user}@host", plan, plan));
            }
        }
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("j.doe")]
    [InlineData("0201234567x12")]
    [InlineData("0800CALLME")]
    [InlineData("+31abc")]
    [InlineData("alice;rn=+3140")]
    [InlineData("anonymous")]
    [InlineData("caf%C3%A9")]
    [InlineData("*31*0612345678")]
    public void A_name_is_never_altered(string user)
    {
        foreach (var format in Enum.GetValues<NumberFormat>())
        {
            var plan = TestPlans.Plan("nl", format, format);
            Assert.Equal(user, Write(user, plan, NumberHeader.RequestUri));
            Assert.Equal(user, Write($"sip:{user}@host;user=phone", plan, plan));
        }
    }

    [Theory]
    [InlineData("sip:+31201234567;npdi;rn=+31970@h", "31201234567;npdi;rn=+31970")]
    [InlineData("sip:0201234567;phone-context=+31@h", "31201234567")]
    [InlineData("sip:0201234567;npdi;phone-context=+31;rn=+3197@h", "31201234567;npdi;rn=+3197")]
    [InlineData("sip:0201234567;phone-context=+32@h", "0201234567;phone-context=+32")]
    [InlineData("sip:0201234567;phone-context=example.net@h", "0201234567;phone-context=example.net")]
    [InlineData("sip:1234;PHONE-CONTEXT=+31@h", "1234;PHONE-CONTEXT=+31")]
    [InlineData("tel:+31-20-123-4567;npdi;rn=+3197", "31201234567;npdi;rn=+3197")]
    [InlineData("tel:0201234567;phone-context=+31", "31201234567")]
    [InlineData("tel:7042;phone-context=example.com", "7042;phone-context=example.com")]
    [InlineData("tel:+31201234567;ext=12[3]", "31201234567;ext=12%5B3%5D")]
    [InlineData("sip:+31201234567;;npdi;@h;user=phone", "31201234567;npdi")]
    public void Parameters_of_a_number_stay_with_it_but_a_context_that_no_longer_holds(string uri, string written) =>
        Assert.Equal(written, Write(uri, NumberPlan.Default, TestPlans.Plan("nl", NumberFormat.E164Plain)));

    [Fact]
    public void Between_two_trunks_that_say_nothing_a_number_leaves_as_it_came()
    {
        foreach (var user in new[] { "0201234567", "+31(20)123-4567;npdi", "020-123", "%2B31", "a%20b", "+", "0031201234567" })
        {
            Assert.Equal(user, Write($"sip:{user}@h", NumberPlan.Default, NumberPlan.Default));
        }
    }

    [Theory]
    [InlineData("+31201234567", "999931201234567")]
    [InlineData("0201234567", "999931201234567")]
    [InlineData("2345", "99992345")]
    [InlineData("*21#", "9999*21%23")]
    [InlineData("alice", "alice")]
    [InlineData("112", "112")]
    public void A_tech_prefix_stands_before_the_formatted_called_number(string user, string written)
    {
        var plan = TestPlans.Plan("nl", NumberFormat.E164Plain, tech: "9999");
        Assert.Equal(written, Write(user, plan, NumberHeader.RequestUri));
        Assert.Equal(written, Write(user, plan, NumberHeader.To));
        Assert.DoesNotContain("9999", Write(user, plan, NumberHeader.From), StringComparison.Ordinal);
    }

    [Fact]
    public void The_tech_prefix_stands_before_the_plus_where_the_format_has_one() =>
        Assert.Equal("9999+31201234567", Write(
            "+31201234567", TestPlans.Plan("nl", NumberFormat.E164Plus, tech: "9999"), NumberHeader.RequestUri));

    [Fact]
    public void A_destination_too_small_is_told()
    {
        var plan = TestPlans.Plan("nl", NumberFormat.International, tech: "9999");
        foreach (var user in new[] { "+31201234567;npdi", "alice%20;x", "112" })
        {
            var bytes = Encoding.ASCII.GetBytes(user);
            var whole = Write(user, plan, NumberHeader.RequestUri).Length;
            for (var room = 0; room < whole; room++)
            {
                Assert.False(NumberWriter.TryWrite(bytes, NumberHeader.RequestUri, plan, new byte[room], out _));
            }
            Assert.True(NumberWriter.TryWrite(bytes, NumberHeader.RequestUri, plan, new byte[whole], out _));
        }
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var plan = TestPlans.Plan("nl", NumberFormat.National, NumberFormat.E164Plain, tech: "9999");
        var destination = new byte[256];
        Allocations.AssertNone(() =>
        {
            Assert.True(SipUriView.TryParse("sip:31201234567;npdi;rn=+3197@example.net;user=phone"u8, out var uri));
            Assert.True(NumberWriter.TryWrite(
                uri, NumberHeader.RequestUri, plan, NumberHeader.To, plan, destination, out _));
            Assert.True(NumberWriter.TryWrite("alice%20"u8, NumberHeader.From, plan, destination, out _));
            InboundNumber.Write(uri, NumberHeader.RequestUri, plan, destination);
        });
    }
}
