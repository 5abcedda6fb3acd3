using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Numbers;

public class InboundNumberTests
{
    internal static string Read(string uri, NumberPlan plan, NumberHeader header = NumberHeader.RequestUri)
    {
        Assert.True(SipUriView.TryParse(Encoding.ASCII.GetBytes(uri), out var view));
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        return Encoding.Latin1.GetString(number[..InboundNumber.Write(view, header, plan, number)]);
    }

    [Theory]
    // A carrier that sends country code and number, with or without +.
    [InlineData("nl", NumberFormat.E164Plain, "31201234567", "+31201234567")]
    [InlineData("nl", NumberFormat.E164Plain, "+31201234567", "+31201234567")]
    [InlineData("nl", NumberFormat.E164Plus, "31201234567", "+31201234567")]
    [InlineData("nl", NumberFormat.E164Plain, "0031201234567", "+31201234567")]
    [InlineData("nl", NumberFormat.E164Plain, "0201234567", "+31201234567")]
    [InlineData("nl", NumberFormat.E164Plain, "442079460000", "+442079460000")]
    [InlineData("nl", NumberFormat.E164Plain, "1234", "1234")]
    [InlineData("nl", NumberFormat.E164Plain, "112", "112")]
    [InlineData("nl", NumberFormat.E164Plain, "110", "110")] // short, though nobody listed it
    [InlineData("it", NumberFormat.E164Plain, "390612345678", "+390612345678")]
    [InlineData("it", NumberFormat.E164Plain, "0612345678", "+390612345678")]
    [InlineData("us", NumberFormat.E164Plain, "12125550123", "+12125550123")]
    [InlineData("us", NumberFormat.E164Plain, "31201234567", "+31201234567")]
    [InlineData("ru", NumberFormat.E164Plain, "861012345678", "+861012345678")]
    // A PBX that dials as its country does.
    [InlineData("nl", NumberFormat.National, "0201234567", "+31201234567")]
    [InlineData("nl", NumberFormat.National, "00442079460000", "+442079460000")]
    [InlineData("nl", NumberFormat.National, "+442079460000", "+442079460000")]
    [InlineData("nl", NumberFormat.National, "(020) 123.45-67", "+31201234567")]
    [InlineData("nl", NumberFormat.National, "201", "201")]
    [InlineData("nl", NumberFormat.National, "20123", "20123")]
    [InlineData("uk", NumberFormat.National, "02079460000", "+442079460000")]
    [InlineData("uk", NumberFormat.National, "016977330", "+4416977330")]
    [InlineData("uk", NumberFormat.National, "999", "999")]
    [InlineData("us", NumberFormat.National, "12125550123", "+12125550123")]
    [InlineData("us", NumberFormat.National, "2125550123", "+12125550123")]
    [InlineData("ca10", NumberFormat.National, "4165550123", "+14165550123")]
    [InlineData("ca10", NumberFormat.National, "14165550123", "+14165550123")]
    [InlineData("us", NumberFormat.National, "5550123", "5550123")]
    [InlineData("us", NumberFormat.National, "01131201234567", "+31201234567")]
    [InlineData("us", NumberFormat.National, "911", "911")]
    [InlineData("it", NumberFormat.National, "0612345678", "+390612345678")]
    [InlineData("it", NumberFormat.National, "3471234567", "+393471234567")]
    [InlineData("it", NumberFormat.National, "0031201234567", "+31201234567")]
    [InlineData("it", NumberFormat.National, "115", "115")]
    [InlineData("it", NumberFormat.National, "101", "101")]
    [InlineData("de", NumberFormat.National, "03012345678", "+493012345678")]
    [InlineData("de", NumberFormat.National, "115", "115")]
    [InlineData("de", NumberFormat.National, "116117", "116117")]
    [InlineData("de", NumberFormat.National, "0891234", "+49891234")]
    [InlineData("dk", NumberFormat.National, "33123456", "+4533123456")]
    [InlineData("dk", NumberFormat.International, "33123456", "33123456")]
    [InlineData("dk", NumberFormat.International, "004533123456", "+4533123456")]
    [InlineData("au", NumberFormat.National, "001131201234567", "+31201234567")]
    [InlineData("au", NumberFormat.National, "0291234567", "+61291234567")]
    [InlineData("ru", NumberFormat.National, "81031201234567", "+31201234567")]
    [InlineData("ru", NumberFormat.National, "84951234567", "+74951234567")]
    // Who is not read sends what it likes.
    [InlineData("nl", NumberFormat.AsIs, "0201234567", "0201234567")]
    [InlineData("nl", NumberFormat.AsIs, "+31(20)123-4567", "+31201234567")]
    // Names, codes and what is too long.
    [InlineData("nl", NumberFormat.National, "alice", "alice")]
    [InlineData("nl", NumberFormat.National, "0201234567890123", "0201234567890123")]
    [InlineData("nl", NumberFormat.National, "*43", "*43")]
    [InlineData("nl", NumberFormat.National, "%23%2331", "##31")]
    public void A_number_is_read_as_the_trunk_writes_it(string country, NumberFormat format, string user, string read)
    {
        var escaped = user.Replace(" ", "%20", StringComparison.Ordinal);
        Assert.Equal(read, Read($"sip:{escaped}@192.0.2.1", TestPlans.Plan(country, read: format)));
        Assert.Equal(read, Read($"sip:{escaped};npdi@192.0.2.1;user=phone", TestPlans.Plan(country, read: format)));
        if (!escaped.Any(c => char.IsAsciiLetter(c) || c == '%'))
        {
            Assert.Equal(read, Read($"tel:{escaped}", TestPlans.Plan(country, read: format)));
        }
    }

    [Theory]
    [InlineData("sip:192.0.2.1", "+31201234567")]
    [InlineData("sip:+@192.0.2.1", "+31201234567")]
    [InlineData("sip:--.@192.0.2.1", "+31201234567")]
    [InlineData("sip:%00@192.0.2.1", "+31201234567")]
    [InlineData("sip:%20@192.0.2.1", "+31201234567")]
    [InlineData("sip:;npdi@192.0.2.1", "+31201234567")]
    [InlineData("sip:0209999999@192.0.2.1", "+31209999999")]
    [InlineData("sip:alice@192.0.2.1", "alice")]
    [InlineData("sip:112@192.0.2.1", "112")]
    public void A_call_without_a_usable_number_is_for_the_default_number(string uri, string number)
    {
        var plan = TestPlans.Plan("nl", read: NumberFormat.National, number: "+31201234567");
        Assert.Equal(number, Read(uri, plan));
    }

    [Fact]
    public void A_caller_without_a_number_is_not_given_the_default_number_of_its_own_trunk() =>
        Assert.Equal("", Read("sip:192.0.2.1", TestPlans.Plan("nl", number: "+31201234567"), NumberHeader.From));
}
