using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

/// <summary>What an account that leaked can do, and somebody without one.</summary>
public sealed class HostilePhoneTests
{
    [Fact]
    public void Thousands_of_contacts_of_one_account_are_few()
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1);
        for (var number = 0; number < 2_000; number++)
        {
            phone.Contact = $"<sip:p1@10.0.1.20:{10_000 + number}>";
            phone.Register(scenario.Edge.Now);
            scenario.Run(50);
        }
        Assert.Equal(5, scenario.Phones.Count);
        Assert.Equal(5, scenario.Pbx.Contacts.Count);
        Assert.Contains(scenario.Edge.Refusals, refusal => refusal.Reason == "too_many_contacts");
    }

    [Fact]
    public void One_address_has_no_more_contacts_than_it_may()
    {
        using var scenario = new PhoneScenario(accounts: 10, change: phones => phones with { MaxPerSource = 3 });
        for (var number = 0; number < 10; number++)
        {
            // Ten ports of one address.
            var phone = new Network.Handset(
                scenario.Edge.Network, SocketEndpoint.FromIpv4(0x0A000142, (ushort)(6000 + (10 * number))), $"p{number}", number,
                password: $"w{number}");
            phone.Register(scenario.Edge.Now);
            scenario.Run(200);
        }
        Assert.Equal(3, scenario.Phones.Count);
    }

    [Fact]
    public void Somebody_elses_address_of_record_is_refused_and_the_pbx_hears_nothing()
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1, password: "not-it");
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal([401, 401], phone.Answers);
        Assert.Empty(scenario.Pbx.Messages);
        Assert.Empty(scenario.Phones);
    }

    [Fact]
    public void A_contact_that_names_somebody_elses_address_sends_nothing_there()
    {
        using var scenario = new PhoneScenario();
        var victim = new Network.Stranger(scenario.Edge.Network, SocketEndpoint.FromIpv4(0x0A000199, 5060));
        var phone = scenario.Phone(1);
        phone.Contact = "<sip:p1@10.0.1.153:5060>";
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        scenario.Edge.Callee.Call(scenario.OnlyContact, scenario.Edge.ToEdge, scenario.Edge.Now);
        scenario.Edge.Callee.Node.Tick();
        scenario.Run();
        Assert.Empty(victim.Messages);
        Assert.Contains(phone.Messages, message => message.StartsWith("INVITE sip:p1@10.0.1.153:5060 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<sip:p1@10.0.1.20>, <sip:p1@10.0.1.21>, <sip:p1@10.0.1.22>, <sip:p1@10.0.1.23>, <sip:p1@10.0.1.24>, <sip:p1@10.0.1.25>", 403)]
    [InlineData("<tel:+31201234567>", 400)]
    [InlineData("<sip:p1@10.0.1.20>;expires=5", 423)]
    [InlineData("<sip:p1@10.0.1.20>;expires=99999999999999", 400)]
    public void What_a_register_may_not_say_is_refused(string contact, int status)
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1);
        phone.Contact = contact;
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal(status, phone.Answers[^1]);
        Assert.Empty(scenario.Pbx.Messages);
        Assert.Equal(status == 423, phone.LastAnswer.Contains("Min-Expires: 30\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_contact_of_half_a_kilobyte_is_the_longest()
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1);
        phone.Contact = $"<sip:{new string('x', 600)}@10.0.1.20>";
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal(400, phone.Answers[^1]);
    }

    [Theory]
    [InlineData("0.75", true)]
    [InlineData("1.000", true)]
    [InlineData("0", true)]
    [InlineData("1.5", false)]
    [InlineData("0.7777", false)]
    [InlineData("-1", false)]
    [InlineData("9", false)]
    public void A_q_that_is_none_is_left_out(string quality, bool passes)
    {
        using var scenario = new PhoneScenario();
        var phone = scenario.Phone(1);
        phone.Contact = $"<sip:p1@10.0.1.20>;q={quality}";
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal(200, phone.Answers[^1]);
        Assert.Equal(passes, Assert.Single(scenario.Pbx.Messages).Contains($";q={quality}\r\n", StringComparison.Ordinal));
        Assert.Equal(passes, phone.LastAnswer.Contains($";q={quality}\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stranger_whose_register_cannot_be_passed_on_keeps_nobody_else_away()
    {
        using var scenario = new PhoneScenario(change: phones => phones with { Authentication = PhoneAuthentication.Pbx });
        var stranger = scenario.Phone(2);
        var big = $";q={new string('9', 8_000)}";
        stranger.Contact = $"<sip:p2@10.0.1.20:1>{big}\r\nContact: <sip:p2@10.0.1.20:2>{big}\r\nContact: <sip:p2@10.0.1.20:3>{big}";
        stranger.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.True(Assert.Single(scenario.Pbx.Messages).Length < 2_000);
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal([200], phone.Answers);
    }

    [Fact]
    public void A_pbx_that_leaves_one_register_unanswered_is_not_down_for_the_others()
    {
        using var scenario = new PhoneScenario(change: phones => phones with { Authentication = PhoneAuthentication.Pbx });
        scenario.Pbx.Ignores = scenario.SecondPbx.Ignores = "sip:p2@";
        var stranger = scenario.Phone(2);
        stranger.Register(scenario.Edge.Now);
        scenario.Run(5_000);
        var early = scenario.Phone(1);
        early.Register(scenario.Edge.Now);
        scenario.Run(11_000); // the stranger's has come to nothing now
        var late = scenario.Phone(3);
        late.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal([200], early.Answers);
        Assert.Equal([200], late.Answers);
        Assert.Equal([503], stranger.Answers);
    }

    [Fact]
    public void An_address_that_is_trusted_to_call_is_not_trusted_to_be_a_phone()
    {
        using var scenario = new PhoneScenario(accounts: 0);
        var phone = new Network.Handset(
            scenario.Edge.Network, SocketEndpoint.FromIpv4(0x0A000002, 5999), "boss", 3);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal([403], phone.Answers);
        Assert.Equal("registration_needs_account", Assert.Single(scenario.Edge.Refusals).Reason);
    }
}
