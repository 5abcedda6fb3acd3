using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// Live calls from an office that dials as its country does to a carrier that wants another form in every place.
/// </summary>
public sealed class NumberCallTests
{
    private static EdgeOptions Options(EdgeOptions options) => options with
    {
        Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Trunk = "office" }),
        Trunks = options.Trunks
            .SetItem("pbx", options.Trunks["pbx"] with
            {
                Identity = new IdentityOptions { Trust = TrustMode.Trusted, Pai = AssertedIdentityMode.Set },
                Numbers = new NumberOptions
                {
                    Country = "31",
                    NationalPrefix = "0",
                    Out = new NumberFormatOptions
                    {
                        Default = NumberFormat.E164Plain,
                        To = NumberFormat.International,
                        From = NumberFormat.National,
                        Asserted = NumberFormat.E164Plus,
                    },
                    DefaultNumber = "+31201234599",
                },
            })
            .SetItem("office", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "office", Address = "10.0.0.6" }],
                Numbers = new NumberOptions
                {
                    Country = "31",
                    NationalPrefix = "0",
                    In = new NumberFormatOptions { Default = NumberFormat.National },
                    DefaultNumber = "+31201234500",
                },
            }),
        Routes = [new RouteOptions { Prefix = "+3120", To = "pbx" }, new RouteOptions { Prefix = "alice", To = "pbx" }],
    };

    private static string Sent(string called, string from)
    {
        using var scenario = new EdgeScenario(change: Options);
        scenario.Callee.HangUpAfter = 500;
        scenario.Caller.Call(called, scenario.ToEdge, scenario.Now, from: from);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal(200, scenario.Caller.FinalStatus);
        return scenario.Callee.Messages[0];
    }

    private static void AssertHeader(string expected, string message) =>
        Assert.Contains($"\r\n{expected}", message, StringComparison.Ordinal);

    [Fact]
    public void Every_place_has_its_own_form_and_routes_see_one()
    {
        var sent = Sent("sip:020-1234567;npdi@edge.example;user=phone", "\"Eva\" <sip:0207654321@office.example>");

        Assert.StartsWith("INVITE sip:31201234567;npdi@10.0.0.3 SIP/2.0\r\n", sent, StringComparison.Ordinal);
        AssertHeader("To: <sip:0031201234567;npdi@10.0.0.3>\r\n", sent);
        AssertHeader("From: \"Eva\" <sip:0207654321@10.0.0.1>;tag=", sent);
        AssertHeader("P-Asserted-Identity: <sip:+31207654321@10.0.0.1>\r\n", sent);
    }

    [Fact]
    public void A_call_to_no_number_goes_to_the_default_number_of_the_trunk_it_came_from() =>
        Assert.StartsWith("INVITE sip:31201234500@10.0.0.3 SIP/2.0\r\n", Sent("sip:edge.example", "<sip:0207654321@office.example>"), StringComparison.Ordinal);

    [Theory]
    [InlineData("<sip:office.example>")]
    [InlineData("\"Reception\" <sip:+@office.example>")]
    [InlineData("<http://office.example>")]
    public void A_caller_without_a_number_is_shown_as_the_default_number_of_the_trunk_called(string from)
    {
        var sent = Sent("sip:0201234567@edge.example", from);
        AssertHeader("From: <sip:0201234599@10.0.0.1>;tag=", sent);
        AssertHeader("P-Asserted-Identity: <sip:+31201234599@10.0.0.1>\r\n", sent);
    }

    [Fact]
    public void An_anonymous_caller_stays_anonymous()
    {
        var sent = Sent("sip:0201234567@edge.example", "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        AssertHeader("From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=", sent);
        Assert.DoesNotContain("1234599", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_stays_a_name()
    {
        var sent = Sent("sip:alice@edge.example", "<sip:bob@office.example>");
        Assert.StartsWith("INVITE sip:alice@10.0.0.3 SIP/2.0\r\n", sent, StringComparison.Ordinal);
        AssertHeader("From: <sip:bob@10.0.0.1>;tag=", sent);
    }
}
