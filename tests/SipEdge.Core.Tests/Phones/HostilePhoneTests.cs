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
