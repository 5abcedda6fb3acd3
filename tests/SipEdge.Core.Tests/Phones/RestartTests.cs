using SipEdge.Core.Phones;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

/// <summary>An edge that is started anew with what the one before has written down.</summary>
public sealed class RestartTests
{
    [Fact]
    public void The_pbx_calls_a_phone_on_udp_at_once()
    {
        var (saved, contact) = BeforeTheRestart(TransportKind.Udp);
        using var after = new PhoneScenario(seed: 2);
        Assert.Equal(1, after.Edge.Edge.RestorePhones(saved, after.Edge.Now));
        var phone = new SimulatedPhone("p1", PhoneScenario.Address(50), after.Edge.Network, 5);
        Call(after, contact);
        Assert.Contains("INVITE", phone.Heard);

        var shown = Assert.Single(after.Phones);
        Assert.Equal(("sip:p1@edge.example", true, "registered"), (shown.Aor, shown.Reachable, shown.Pbx));
        Assert.InRange(shown.ExpiresIn, 80, 90);
        Assert.InRange(shown.PbxExpiresIn, 3_500, 3_600);
        after.Run(100_000);
        Assert.Empty(after.Phones); // it never came again
    }

    [Fact]
    public void A_phone_on_tcp_is_out_of_reach_until_it_registers_and_the_pbx_does_not_hear_of_that()
    {
        var (saved, contact) = BeforeTheRestart(TransportKind.Tcp);
        using var after = new PhoneScenario(seed: 2);
        after.Edge.Edge.RestorePhones(saved, after.Edge.Now);
        Call(after, contact);
        Assert.Equal(480, after.Edge.Callee.FinalStatus);

        var phone = Register(after, TransportKind.Tcp, "again"); // another Call-ID: what it sends is no repetition
        Assert.Empty(after.Pbx.AskedAt);
        after.Run(40_000);
        Call(after, contact);
        Assert.Contains("INVITE", phone.Heard);
    }

    [Fact]
    public void What_is_over_or_has_no_place_any_more_or_makes_no_sense_is_left_out()
    {
        var (saved, _) = BeforeTheRestart(TransportKind.Udp);
        var good = Assert.Single(saved);
        using var after = new PhoneScenario(seed: 2);
        SavedPhone[] bad =
        [
            good with { ExpiresAt = good.ExpiresAt.AddHours(-1) },
            good with { Domain = "elsewhere.example" },
            good with { Domain = new string('x', 1_000) },
            good with { User = "nobody" },
            good with { User = new string('x', 1_000) },
            good with { Uri = "no uri" },
            good with { Uri = "" },
            good with { Token = "12" },
            good with { Listener = "gone" },
            good with { Remote = "somewhere" },
        ];
        Assert.Equal(0, after.Edge.Edge.RestorePhones(bad, after.Edge.Now));
        Assert.Empty(after.Phones);
        Assert.Equal(1, after.Edge.Edge.RestorePhones([good, good], after.Edge.Now));
        Assert.Single(after.Phones);
    }

    [Fact]
    public void No_more_than_the_configuration_has_room_for_come_back_and_nobody_is_believed_for_longer_than_it_says()
    {
        var (saved, _) = BeforeTheRestart(TransportKind.Udp);
        var good = Assert.Single(saved);
        using var after = new PhoneScenario(seed: 2, change: static phones => phones with { MaxPhones = 1 });
        var forever = good with { ExpiresAt = good.ExpiresAt.AddYears(1), PbxExpiresAt = good.PbxExpiresAt.AddYears(1) };
        var other = good with { Token = new string('a', 32) };
        Assert.Equal(1, after.Edge.Edge.RestorePhones([forever, other], after.Edge.Now));
        var phone = Assert.Single(after.Phones);
        Assert.InRange(phone.ExpiresIn, 80, 90);
        Assert.InRange(phone.PbxExpiresIn, 0, 7 * 86_400);
    }

    private static (IReadOnlyCollection<SavedPhone> Saved, string Contact) BeforeTheRestart(TransportKind transport)
    {
        using var before = new PhoneScenario();
        Register(before, transport);
        var saved = new List<SavedPhone>();
        before.Edge.Edge.CopySavedPhones(saved, before.Edge.Now);
        return (saved, before.OnlyContact);
    }

    private static SimulatedPhone Register(PhoneScenario scenario, TransportKind transport, string name = "p1")
    {
        var phone = new SimulatedPhone(name, PhoneScenario.Address(50), scenario.Edge.Network, 5);
        var edge = scenario.Edge.ToEdge with { Transport = transport, Listener = (byte)transport };
        phone.Register("p1", "w1", edge, "<sip:p1@192.168.7.7:5999>", scenario.Edge.Now);
        scenario.Run();
        Assert.Single(scenario.Phones);
        return phone;
    }

    private static void Call(PhoneScenario scenario, string contact)
    {
        scenario.Edge.Callee.Call(contact, scenario.Edge.ToEdge, scenario.Edge.Now);
        scenario.Edge.Callee.Node.Tick();
        scenario.Run(400);
    }
}
