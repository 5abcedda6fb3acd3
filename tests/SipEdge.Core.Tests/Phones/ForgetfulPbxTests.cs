using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

/// <summary>A PBX that keeps its registrations in memory and is started anew.</summary>
public sealed class ForgetfulPbxTests
{
    private const int PerSecond = 50;

    [Fact]
    public void A_thousand_phones_are_known_again_soon_after_and_the_pbx_is_not_flooded()
    {
        using var scenario = Scenario(seed: 6, phones: 1_000);
        scenario.Run(70_000);
        Assert.Equal(1_000, scenario.Pbx.Contacts.Count);

        scenario.Pbx.Contacts.Clear();
        scenario.Pbx.AskedAt.Clear();
        scenario.Run(33_000 + (1_000 / PerSecond * 1_000) + 2_000);
        Assert.Equal(1_000, scenario.Pbx.Contacts.Count);
        Assert.True(scenario.Pbx.MostInASecond <= PerSecond, $"{scenario.Pbx.MostInASecond} in a second");
        Assert.InRange(scenario.Pbx.AskedAt.Count, 1_000, 1_010);
        Assert.Equal(1, scenario.Counters.Forgotten);
        Assert.Equal(1_000, scenario.Phones.Count);

        scenario.Run(120_000); // and it is over with that
        Assert.Equal(1, scenario.Counters.Forgotten);
    }

    [Fact]
    public void While_a_thousand_are_registered_again_a_phone_that_comes_waits_for_nobody()
    {
        using var scenario = Scenario(seed: 7, phones: 1_000, accounts: 1_001);
        scenario.Run(70_000);
        scenario.Pbx.Contacts.Clear();
        while (scenario.Counters.Forgotten == 0)
        {
            scenario.Run(100);
        }
        var late = new Handset(scenario.Edge.Network, Address(1_000), "p1000", 99, password: "w1000");
        late.Register(scenario.Edge.Now);
        scenario.Run(500);
        Assert.True(late.Registered);
        Assert.True(scenario.Pbx.Contacts.Count < 200, "all were registered again already");
    }

    [Fact]
    public void One_contact_that_the_pbx_has_lost_is_registered_again_and_the_others_are_left_alone()
    {
        using var scenario = Scenario(seed: 8, phones: 3, checkSeconds: 10);
        scenario.Run(5_000);
        var asked = scenario.Pbx.AskedAt.Count;
        scenario.Pbx.Contacts.Remove(scenario.Pbx.Contacts.Keys.First());
        scenario.Run(60_000);
        Assert.Equal(3, scenario.Pbx.Contacts.Count);
        Assert.Equal(asked + scenario.Pbx.Checks + 1, scenario.Pbx.AskedAt.Count);
        Assert.Equal(0, scenario.Counters.Forgotten);
    }

    [Fact]
    public void The_only_phone_is_registered_again_too()
    {
        using var scenario = Scenario(seed: 9, phones: 1, checkSeconds: 10);
        scenario.Run(5_000);
        scenario.Pbx.Contacts.Clear();
        scenario.Run(12_000);
        Assert.Single(scenario.Pbx.Contacts);
        Assert.Equal(1, scenario.Counters.Forgotten);
    }

    [Theory]
    [InlineData(true, 405)]
    [InlineData(true, 400)]
    [InlineData(false, 200)]
    public void A_pbx_that_does_not_take_the_question_is_not_asked_again_and_nobody_is_registered_for_it(bool lists, int status)
    {
        using var scenario = Scenario(seed: 10, phones: 3, checkSeconds: 10);
        (scenario.Pbx.Lists, scenario.Pbx.CheckStatus) = (lists, status);
        scenario.Run(300_000);
        Assert.Equal(lists ? 1 : 0, scenario.Pbx.Checks);
        Assert.Equal(3 + scenario.Pbx.Checks, scenario.Pbx.AskedAt.Count);
        Assert.Equal(0, scenario.Counters.Forgotten);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pbx_that_was_away_is_asked_at_once_when_it_is_back_or_told_of_all_when_it_cannot_be_asked(bool lists)
    {
        using var scenario = Scenario(seed: 11, phones: 20, accounts: 22, checkSeconds: 3_600);
        scenario.Pbx.Lists = lists;
        scenario.Run(5_000);
        scenario.Pbx.Silent = scenario.SecondPbx.Silent = true;
        var unlucky = new Handset(scenario.Edge.Network, Address(20), "p20", 98, password: "w20");
        unlucky.Register(scenario.Edge.Now);
        scenario.Run(30_000);
        scenario.Pbx.Silent = scenario.SecondPbx.Silent = false;
        scenario.Pbx.Contacts.Clear();
        var first = new Handset(scenario.Edge.Network, Address(21), "p21", 99, password: "w21");
        first.Register(scenario.Edge.Now);
        scenario.Run(5_000);
        Assert.True(first.Registered);
        Assert.Equal(21, scenario.Pbx.Contacts.Count);
    }

    [Fact]
    public void Where_the_pbx_checks_passwords_each_phones_next_register_goes_on_to_it()
    {
        using var scenario = new PhoneScenario(
            seed: 12, change: static phones => phones with { Authentication = PhoneAuthentication.Pbx });
        var phone = scenario.Phone(1);
        phone.Stays = true;
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        scenario.Pbx.Silent = scenario.SecondPbx.Silent = true;
        scenario.Phone(2).Register(scenario.Edge.Now);
        scenario.Run(35_000);
        scenario.Pbx.Silent = scenario.SecondPbx.Silent = false;
        scenario.Pbx.Contacts.Clear();
        scenario.Pbx.Messages.Clear();
        scenario.Phone(3).Register(scenario.Edge.Now);
        scenario.Run(90_000);
        Assert.True(phone.Registered);
        Assert.Contains(scenario.Pbx.Messages, static message => message.Contains("To: <sip:p1@", StringComparison.Ordinal));
        Assert.Equal(2, scenario.Pbx.Contacts.Count);
    }

    private static PhoneScenario Scenario(int seed, int phones, int? accounts = null, int checkSeconds = 30)
    {
        var scenario = new PhoneScenario(seed, accounts ?? phones, options => options with
        {
            RegistrationsPerSecond = PerSecond,
            CheckInterval = TimeSpan.FromSeconds(checkSeconds),
        });
        for (var number = 0; number < phones; number++)
        {
            var phone = new Handset(scenario.Edge.Network, Address(number), $"p{number}", 7_000 + number, password: $"w{number}")
            {
                Stays = true,
            };
            phone.RegisterAt(scenario.Edge.Now + (number * 7919 % 1000));
        }
        return scenario;
    }

    private static SocketEndpoint Address(int number) => SocketEndpoint.FromIpv4(0x0A010000u + (uint)number, 5060);
}
