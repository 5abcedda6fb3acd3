using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Numbers;

public class CalledNumberTests
{
    private static string? Write(string uri, NumberPlan from, int strip, string prepend, NumberPlan plan)
    {
        Assert.True(SipUriView.TryParse(Encoding.ASCII.GetBytes(uri), out var view));
        var route = new RouteModel { Prefix = [], Strip = strip, Prepend = Encoding.ASCII.GetBytes(prepend) };
        Span<byte> written = stackalloc byte[256];
        return CalledNumber.TryWrite(view, from, route, NumberHeader.RequestUri, plan, written, out var length)
            ? Encoding.ASCII.GetString(written[..length])
            : null;
    }

    [Theory]
    [InlineData("0201234567", 0, "", "999931201234567")]
    [InlineData("0031201234567", 0, "", "999931201234567")]
    [InlineData("0201234567", 3, "+32", "999932201234567")] // the route sees +31201234567
    [InlineData("0201234567", 5, "0044", "9999441234567")] // what a route makes is read again: 0044… is international
    [InlineData("0201234567", 1, "", "999931201234567")]
    [InlineData("0201234567;npdi;rn=+3197", 0, "", "999931201234567;npdi;rn=+3197")]
    [InlineData("0201234567;npdi;rn=+3197", 1, "00", "999931201234567")]
    [InlineData("9112", 1, "", "112")]
    [InlineData("112", 1, "77", "112")]
    [InlineData("1400;phone-context=+31", 2, "", "1400;phone-context=+31")]
    [InlineData("*43", 1, "", "*43")]
    [InlineData("alice", 0, "", "alice")]
    [InlineData("alice", 0, "x-", "x-alice")]
    [InlineData("201", 0, "", "9999201")]
    public void Route_then_format_then_tech_prefix(string user, int strip, string prepend, string written) =>
        Assert.Equal(written, Write(
            $"sip:{user}@192.0.2.1", TestPlans.Plan("nl", read: NumberFormat.National), strip, prepend,
            TestPlans.Plan("nl", NumberFormat.E164Plain, tech: "9999")));

    [Theory]
    [InlineData("sip:192.0.2.1", 0, "", "31201234567")]
    [InlineData("sip:+@192.0.2.1", 0, "", "31201234567")]
    [InlineData("sip:%00@192.0.2.1", 1, "00", "31201234567")]
    public void A_call_without_a_usable_number_leaves_for_the_default_number(string uri, int strip, string prepend, string written) =>
        Assert.Equal(written, Write(
            uri, TestPlans.Plan("nl", number: "+31201234567"), strip, prepend, TestPlans.Plan("nl", NumberFormat.E164Plain)));

    [Fact]
    public void Nothing_left_is_no_number() =>
        Assert.Null(Write("sip:91@192.0.2.1", NumberPlan.Default, 5, "", TestPlans.Plan("nl", NumberFormat.E164Plain, tech: "9999")));
}
