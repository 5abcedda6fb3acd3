using System.Globalization;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Calls;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Phones;

/// <summary>The transfer key of a phone: its PBX is asked.</summary>
public sealed class PhoneTransferTests
{
    private const string Target = "<sip:31209876543@edge.example>";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_pbx_is_asked_whoever_called_and_whatever_it_may_ask_itself(bool phoneCalls)
    {
        using var scenario = Passing();
        var phone = Talking(scenario, phoneCalls);
        Refer(scenario, phone, Target);
        Assert.Equal("200", phone.Heard[^1]);
        var refer = TransferTests.Message(scenario.Edge.Callee, "REFER");
        Assert.Contains("\r\nRefer-To: <sip:31209876543@10.0.0.1:5060>\r\n", refer, StringComparison.Ordinal);

        var cseq = uint.Parse(refer.Split("\r\nCSeq: ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        scenario.Edge.Callee.Reoffer(
            SipMethod.Notify, "SIP/2.0 200 OK\r\n", scenario.Edge.Now,
            $"Event: refer;id={cseq}\r\nSubscription-State: terminated;reason=noresource\r\n", "message/sipfrag");
        scenario.Edge.Callee.Node.Tick();
        scenario.Run();
        Assert.Equal(["SIP/2.0 200 OK"], TransferTests.Fragments(phone));
        End(scenario, phone);
    }

    [Fact]
    public void A_phone_of_a_domain_that_does_not_pass_it_hears_405_and_is_not_told_of_it()
    {
        using var scenario = new PhoneScenario();
        var phone = Talking(scenario, phoneCalls: false);
        Assert.DoesNotContain("REFER", TransferTests.Message(phone, "INVITE"), StringComparison.Ordinal);
        Refer(scenario, phone, Target);
        Assert.Equal("405", phone.Heard[^1]);
        Assert.DoesNotContain("REFER", scenario.Edge.Callee.Heard);
        End(scenario, phone);
    }

    [Fact]
    public void A_phone_that_may_transfer_is_told_so()
    {
        using var scenario = Passing();
        var phone = Talking(scenario, phoneCalls: false);
        Assert.Contains("\r\nAllow: REFER, NOTIFY\r\n", TransferTests.Message(phone, "INVITE"), StringComparison.Ordinal);
        End(scenario, phone);
    }

    [Fact]
    public void A_consultation_call_is_named_as_the_pbx_knows_it_though_it_went_the_other_way()
    {
        using var scenario = Passing();
        var phone = Talking(scenario, phoneCalls: false);
        var line = new SimulatedPhone("line2", PhoneScenario.Address(50) with { Port = 5062 }, scenario.Edge.Network, 7);
        var call = Call(scenario, line, "p1");
        Refer(scenario, phone, Target.Replace(">", $"?Replaces={call}>", StringComparison.Ordinal));
        var consulted = scenario.Edge.Callee.Messages.Last(static message => message.StartsWith("INVITE", StringComparison.Ordinal));
        var callId = consulted.Split("\r\nCall-ID: ")[1].Split('\r')[0];
        Assert.Contains(
            $"\r\nRefer-To: <sip:31209876543@10.0.0.1:5060?Replaces={callId}%3Bto-tag%3D",
            TransferTests.Message(scenario.Edge.Callee, "REFER"), StringComparison.Ordinal);
        line.HangUp(scenario.Edge.Now);
        line.Node.Tick();
        End(scenario, phone);
    }

    [Fact]
    public void The_call_of_another_phone_is_not_named_to_the_pbx()
    {
        using var scenario = Passing();
        var phone = Talking(scenario, phoneCalls: false);
        var others = new SimulatedPhone("p2", PhoneScenario.Address(60), scenario.Edge.Network, 7);
        others.Register("p2", "w2", scenario.Edge.ToEdge, "<sip:p2@192.168.7.8:5999>", scenario.Edge.Now);
        scenario.Run();
        var call = Call(scenario, others, "p2");
        Refer(scenario, phone, Target.Replace(">", $"?Replaces={call}>", StringComparison.Ordinal));
        Assert.Equal("403", phone.Heard[^1]);
        Assert.DoesNotContain("REFER", scenario.Edge.Callee.Heard);
        others.HangUp(scenario.Edge.Now);
        others.Node.Tick();
        End(scenario, phone);
    }

    private static PhoneScenario Passing() => new(change: phones => phones with { Refer = ReferMode.Pass });

    /// <summary>p1 and the PBX.</summary>
    private static SimulatedPhone Talking(PhoneScenario scenario, bool phoneCalls)
    {
        var phone = new SimulatedPhone("p1", PhoneScenario.Address(50), scenario.Edge.Network, 5);
        phone.Register("p1", "w1", scenario.Edge.ToEdge, "<sip:p1@192.168.7.7:5999>", scenario.Edge.Now);
        scenario.Run();
        if (phoneCalls)
        {
            Call(scenario, phone, "p1");
        }
        else
        {
            scenario.Edge.Callee.Call(scenario.OnlyContact, scenario.Edge.ToEdge, scenario.Edge.Now);
            scenario.Edge.Callee.Node.Tick();
            scenario.Run();
            Assert.True(phone.Confirmed && scenario.Edge.Callee.Confirmed);
        }
        return phone;
    }

    /// <returns>What a Replaces says of the call, as the phone knows it.</returns>
    private static string Call(PhoneScenario scenario, SimulatedPhone phone, string user)
    {
        phone.Call(PhoneCallTests.Called, scenario.Edge.ToEdge, scenario.Edge.Now, from: $"<sip:{user}@edge.example>");
        phone.Node.Tick();
        scenario.Run();
        phone.Call(
            PhoneCallTests.Called, scenario.Edge.ToEdge, scenario.Edge.Now,
            PhoneCallTests.Credentials(phone.Messages[^1], user), $"<sip:{user}@edge.example>");
        phone.Node.Tick();
        scenario.Run();
        Assert.True(phone.Confirmed, phone.Messages[^1]);
        var answer = phone.Messages.Last(static message => message.StartsWith("SIP/2.0 200", StringComparison.Ordinal));
        return $"{Value("Call-ID: ")}%3Bto-tag%3D{Tag("To: ")}%3Bfrom-tag%3D{Tag("From: ")}".Replace("@", "%40", StringComparison.Ordinal);

        string Value(string name) => answer.Split($"\r\n{name}")[1].Split('\r')[0];
        string Tag(string name) => Value(name).Split("tag=")[1];
    }

    private static void Refer(PhoneScenario scenario, SimulatedPhone phone, string target)
    {
        phone.Reoffer(SipMethod.Refer, "", scenario.Edge.Now, $"Refer-To: {target}\r\nContact: <sip:p1@192.168.7.7:5999>\r\n");
        phone.Node.Tick();
        scenario.Run();
    }

    private static void End(PhoneScenario scenario, SimulatedPhone phone)
    {
        phone.HangUp(scenario.Edge.Now);
        phone.Node.Tick();
        scenario.Run(2_000);
        Assert.True(scenario.Edge.Callee.Ended);
    }
}
