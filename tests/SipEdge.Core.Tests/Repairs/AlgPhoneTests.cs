using System.Text;
using SipEdge.Core.Repairs;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Tests.Phones;

namespace SipEdge.Core.Tests.Repairs;

/// <summary>Phones behind home routers: they are known by the way they registered over.</summary>
public sealed class AlgPhoneTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_answer_of_a_registered_phone_is_mended_where_its_domain_says_so(bool repairs)
    {
        using var scenario = new PhoneScenario(change: phones => phones with { AlgRepair = repairs });
        var phone = new SimulatedPhone("p1", PhoneScenario.Address(20), scenario.Edge.Network, 77);
        phone.Register("p1", "w1", scenario.Edge.ToEdge, "<sip:p1@192.168.7.7:5999>", scenario.Edge.Now);
        scenario.Run(2_000);
        scenario.Edge.Network.Router = message => message.Source == PhoneScenario.Address(20)
            ? message with { Bytes = Grow(message.Bytes) }
            : message;
        scenario.Edge.Callee.CancelAfter = 2_000; // whom nobody answered
        scenario.Edge.Callee.Call(scenario.OnlyContact, scenario.Edge.ToEdge, scenario.Edge.Now);
        scenario.Edge.Callee.Node.Tick();
        scenario.Run(3_000);

        Assert.Equal(repairs, scenario.Edge.Callee.Confirmed);
        scenario.Edge.Network.Router = null;
        scenario.Edge.Callee.HangUp(scenario.Edge.Now);
        scenario.Edge.Callee.Node.Tick();
        scenario.Run(60_000);
        var record = scenario.Edge.OnlyCall;
        Assert.Equal(repairs ? AlgDamage.ContentLength : AlgDamage.None, record.Callee?.Repaired);
    }

    /// <summary>The length is ten more than what follows.</summary>
    private static byte[] Grow(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        var body = text.Length - text.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4;
        return body == 0
            ? message
            : Encoding.Latin1.GetBytes(text.Replace($"Content-Length: {body}", $"Content-Length: {body + 10}", StringComparison.Ordinal));
    }
}
