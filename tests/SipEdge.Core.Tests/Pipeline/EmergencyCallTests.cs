using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>A call to an emergency number when no other call is placed, and that it is no way in.</summary>
public sealed class EmergencyCallTests
{
    /// <summary>Room for one call, which the echo takes; a PBX behind an outside line and a rewriting trunk.</summary>
    private static EdgeOptions Options(EdgeOptions options) => options with
    {
        Numbers = new SpecialNumberOptions { Emergency = ["112", "110-119"], ShortCodes = ["1400"] },
        Calls = options.Calls with { MaxCalls = 1 },
        Acls = options.Acls.SetItem("callers", new AclOptions
        {
            Addresses = [new AddressOptions { Prefix = "10.0.0.2" }, new AddressOptions { Prefix = "10.0.0.5" }],
        }),
        Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with
        {
            Numbers = new NumberOptions
            {
                Country = "31",
                NationalPrefix = "0",
                Out = new NumberFormatOptions { Default = NumberFormat.International },
                TechPrefix = "9999",
            },
        }),
        Routes =
        [
            new RouteOptions { To = "pbx", Prepend = "77" },
            new RouteOptions { To = "pbx", Prefix = "9", Strip = 1 },
            new RouteOptions { To = RouteOptions.Echo, Prefix = "*43" },
        ],
    };

    private static SimulatedPhone Another(EdgeScenario scenario, byte host)
    {
        var phone = new SimulatedPhone("dora", SocketEndpoint.FromIpv4(0x0A000000u | host, 5060), scenario.Network, host);
        scenario.Callee.HangUpAfter = 500;
        return phone;
    }

    private static void Call(EdgeScenario scenario, SimulatedPhone phone, string number)
    {
        phone.Call($"sip:{number}@edge.example", scenario.ToEdge, scenario.Now);
        phone.Node.Tick();
        scenario.Network.RunFor(2_000);
    }

    [Theory]
    [InlineData("112", "112", false)]
    [InlineData("112", "112", true)]
    [InlineData("9112", "112", false)] // behind the digit for an outside line
    [InlineData("1-1-2", "1-1-2", true)]
    [InlineData("117", "117", true)]
    public void An_emergency_call_is_placed_as_dialled_when_the_edge_is_full_or_drains(string dialled, string sent, bool draining)
    {
        var log = new LogLines();
        using var scenario = new EdgeScenario(change: Options, loggers: log);
        var dora = Another(scenario, 5);
        using var counted = new MeasuredHere("sipedge.call.emergency");
        if (draining)
        {
            scenario.Edge.BeginDrain(scenario.Now);
        }
        else
        {
            scenario.Call("*43");
            scenario.Network.RunFor(1_000);
        }
        Call(scenario, dora, "0201234567");
        Assert.Equal(503, dora.FinalStatus);
        Call(scenario, dora, dialled);

        Assert.Equal(200, dora.FinalStatus);
        Assert.StartsWith($"INVITE sip:{sent}@10.0.0.3 SIP/2.0\r\n", scenario.Callee.Messages[0], StringComparison.Ordinal);
        Assert.Contains($"\r\nTo: <sip:{sent}@10.0.0.3>", scenario.Callee.Messages[0], StringComparison.Ordinal);
        scenario.Edge.EndCalls(scenario.Now);
        scenario.RunToTheEnd();
        var record = Assert.Single(scenario.Calls, call => call.Emergency);
        Assert.Equal(dialled, record.Called);
        Assert.Equal($"Information: Call {record.Id} is an emergency call; route built-in", Assert.Single(log.Lines));
        Assert.Equal(1, counted.Sum);
    }

    [Theory]
    [InlineData("1400")]
    [InlineData("1120")]
    [InlineData("0031112")]
    [InlineData("+112")]
    [InlineData("112abc")]
    [InlineData("112%00")]
    public void Nothing_else_is_placed_then(string dialled)
    {
        using var scenario = new EdgeScenario(change: Options);
        var dora = Another(scenario, 5);
        scenario.Call("*43");
        scenario.Network.RunFor(1_000);
        Call(scenario, dora, dialled);

        Assert.Equal(503, dora.FinalStatus);
        Assert.Equal("too_many_calls", Assert.Single(scenario.Refusals).Reason);
        Assert.Empty(scenario.Callee.Messages);
    }

    [Fact]
    public void An_emergency_number_lets_nobody_in()
    {
        using var scenario = new EdgeScenario(change: Options);
        var stranger = Another(scenario, 9);
        Call(scenario, stranger, "112");

        Assert.Empty(stranger.Heard);
        Assert.Empty(scenario.Callee.Messages);
        Assert.Equal(("unknown_source", 0), (scenario.Refusals[0].Reason, scenario.Refusals[0].Status));
        scenario.RunToTheEnd();
    }
}
