using System.Text;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

/// <summary>Calls of the PBX to the contacts that the edge has registered there.</summary>
public sealed class PhoneCallTests
{
    internal const string Called = "sip:31201234567@edge.example";

    [Theory]
    [InlineData(TransportKind.Udp)]
    [InlineData(TransportKind.Tcp)]
    [InlineData(TransportKind.Tls)]
    public void The_pbx_calls_the_contact_and_the_phone_rings_over_its_own_flow(TransportKind transport)
    {
        using var scenario = new PhoneScenario();
        var phone = Registered(scenario, transport);
        scenario.Edge.Callee.Call(scenario.OnlyContact, scenario.Edge.ToEdge, scenario.Edge.Now);
        scenario.Edge.Callee.Node.Tick();
        scenario.Edge.Callee.HangUpAfter = 2_000;
        scenario.Run(1_000);

        Assert.True(scenario.Edge.Callee.Confirmed);
        Assert.Contains("INVITE", phone.Heard);
        var invite = phone.Messages.First(message => message.StartsWith("INVITE", StringComparison.Ordinal));
        // The name that it gave itself, and nobody followed it: there is no such host.
        Assert.StartsWith("INVITE sip:p1@192.168.7.7:5999 SIP/2.0\r\n", invite, StringComparison.Ordinal);
        Assert.Contains("To: <sip:p1@edge.example>\r\n", invite, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.3", invite, StringComparison.Ordinal);
        Assert.Equal(transport == TransportKind.Udp ? "udp" : transport == TransportKind.Tcp ? "tcp" : "tls",
            Assert.Single(scenario.Phones).Transport);
        scenario.Run(4_000);
        Assert.True(phone.Ended, "BYE did not find the phone");
        var record = scenario.Edge.OnlyCall;
        Assert.Equal("sip:p1@edge.example", Assert.Single(record.Attempts).Gateway);
    }

    [Fact]
    public void A_phone_calls_out_and_what_goes_back_to_it_goes_where_it_came_from()
    {
        using var scenario = new PhoneScenario();
        var phone = Registered(scenario, TransportKind.Udp);
        phone.Call(Called, scenario.Edge.ToEdge, scenario.Edge.Now, from: "<sip:p1@edge.example>");
        phone.Node.Tick();
        scenario.Run();
        Assert.Equal(407, phone.FinalStatus); // as any account

        phone.ContactOverride = "sip:p1@192.168.7.7:5999";
        phone.Call(Called, scenario.Edge.ToEdge, scenario.Edge.Now, Credentials(phone.Messages[^1]), "<sip:p1@edge.example>");
        phone.Node.Tick();
        scenario.Run();
        Assert.True(phone.Confirmed, phone.Messages[^1]);
        scenario.Edge.Callee.HangUp(scenario.Edge.Now);
        scenario.Edge.Callee.Node.Tick();
        scenario.Run(2_000);
        Assert.True(phone.Ended, "BYE did not find the phone");
        Assert.Equal("p1", scenario.Edge.OnlyCall.Account);
    }

    [Fact]
    public void A_contact_that_is_gone_or_made_up_is_not_found()
    {
        using var scenario = new PhoneScenario();
        Registered(scenario, TransportKind.Udp);
        var contact = scenario.OnlyContact;
        scenario.Run(200_000);
        scenario.Edge.Callee.Call(contact, scenario.Edge.ToEdge, scenario.Edge.Now);
        scenario.Edge.Callee.Node.Tick();
        scenario.Run();
        Assert.Equal(404, scenario.Edge.Callee.FinalStatus);
        Assert.Equal("phone_unknown", Assert.Single(scenario.Edge.Refusals).Reason);
    }

    [Fact]
    public void A_closed_connection_is_told_at_once()
    {
        using var scenario = new PhoneScenario();
        Registered(scenario, TransportKind.Tcp);
        scenario.Edge.Network.CutStreams();
        scenario.Run(10);
        scenario.Edge.Callee.Call(scenario.OnlyContact, scenario.Edge.ToEdge, scenario.Edge.Now);
        scenario.Edge.Callee.Node.Tick();
        scenario.Run(100);
        Assert.Equal(480, scenario.Edge.Callee.FinalStatus);
        Assert.Equal("phone_unreachable", Assert.Single(scenario.Edge.Refusals).Reason);
    }

    [Fact]
    public void Only_the_pbx_can_call_a_contact()
    {
        using var scenario = new PhoneScenario();
        var phone = Registered(scenario, TransportKind.Udp);
        var token = scenario.OnlyContact.Split('@')[0];
        scenario.Edge.Caller.Call($"{token}@edge.example", scenario.Edge.ToEdge, scenario.Edge.Now);
        scenario.Edge.Caller.Node.Tick();
        scenario.Run();
        Assert.Equal(404, scenario.Edge.Caller.FinalStatus);
        var stranger = new SimulatedPhone("mallory", PhoneScenario.Address(98), scenario.Edge.Network, 9);
        stranger.Call(scenario.OnlyContact, scenario.Edge.ToEdge, scenario.Edge.Now);
        stranger.Node.Tick();
        scenario.Run();
        Assert.Equal(0, stranger.FinalStatus);
        Assert.DoesNotContain("INVITE", phone.Heard);
    }

    internal static string Credentials(string refusal, string user = "p1")
    {
        const string Header = "Proxy-Authenticate: ";
        var from = refusal.IndexOf(Header, StringComparison.Ordinal) + Header.Length;
        var value = Encoding.ASCII.GetBytes(refusal[from..refusal.IndexOf("\r\n", from, StringComparison.Ordinal)]);
        Assert.Equal(DigestParseStatus.Complete, DigestChallengeView.TryParse(value, out var challenge));
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.WriteHa1(
            challenge.Algorithm, Encoding.ASCII.GetBytes(user), challenge.Realm, Encoding.ASCII.GetBytes("w" + user[1..]), ha1);
        var writer = new SipWriter(new byte[1024]);
        DigestAnswer.Write(
            ref writer, true, challenge, Encoding.ASCII.GetBytes(user), ha1[..length], "INVITE"u8, Encoding.ASCII.GetBytes(Called), "c"u8, 1);
        return Encoding.ASCII.GetString(writer.Written);
    }

    /// <summary>p1, which calls itself by an address that leads nowhere.</summary>
    private static SimulatedPhone Registered(PhoneScenario scenario, TransportKind transport)
    {
        var phone = new SimulatedPhone("p1", PhoneScenario.Address(50), scenario.Edge.Network, 5);
        var edge = scenario.Edge.ToEdge with
        {
            Transport = transport,
            Listener = (byte)transport,
            Remote = scenario.Edge.ToEdge.Remote with { Port = transport == TransportKind.Tls ? (ushort)5061 : (ushort)5060 },
        };
        phone.Register("p1", "w1", edge, "<sip:p1@192.168.7.7:5999>", scenario.Edge.Now);
        scenario.Run();
        Assert.Single(scenario.Phones);
        return phone;
    }
}
