using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

/// <summary>A thousand phones that have lost their way all come back within one second.</summary>
public sealed class RegisterStormTests
{
    private const int Phones = 1_000;
    private const int PerSecond = 50;

    private static readonly UInt128 Edge = SocketEndpoint.FromIpv4(0x0A000001, 5060).Address;

    [Theory]
    [InlineData(0, 60)]
    [InlineData(0.2, 120)]
    public void A_thousand_phones_at_once_reach_the_pbx_one_by_one_and_all_are_registered(double loss, int seconds)
    {
        using var scenario = Scenario(seed: 1, loss);
        var (asked, sent) = (new HashSet<string>(), new List<long>());
        scenario.Edge.Network.Drop = message =>
        {
            // A retransmission has the branch of what it repeats (RFC 3261 §17.1.2.2): no rate holds for it.
            if (message.Source.Address == Edge && message.Text is var text && text.StartsWith("REGISTER", StringComparison.Ordinal)
                && asked.Add(text.Split("branch=")[1].Split(';', '\r')[0]))
            {
                sent.Add(message.Time);
            }
            return false;
        };
        var phones = PowerCut(scenario.Edge.Network, scenario.Edge.Now);
        scenario.Run(seconds * 1000L);

        Assert.Equal(Phones, phones.Count(phone => phone.Registered));
        Assert.Equal(Phones, scenario.Phones.Count);
        Assert.Equal(Phones, scenario.Pbx.Contacts.Count);
        Assert.True(scenario.Counters.TurnedAway > 0, "nobody was told to come again");
        for (var first = 0; first + PerSecond < sent.Count; first++)
        {
            Assert.True(sent[first + PerSecond] - sent[first] >= 1_000, $"more than {PerSecond} within a second");
        }
        var spread = phones.Max(phone => phone.RegisteredAt) - phones.Min(phone => phone.RegisteredAt);
        Assert.True(spread >= (Phones / PerSecond * 900) - 1000, $"all within {spread} ms");
    }

    [Fact]
    public void A_reboot_of_all_phones_does_not_reach_the_pbx_at_all()
    {
        using var scenario = Scenario(seed: 2, loss: 0);
        var phones = PowerCut(scenario.Edge.Network, scenario.Edge.Now);
        scenario.Run(60_000);
        var asked = scenario.Pbx.AskedAt.Count;
        foreach (var (phone, index) in phones.Select((phone, index) => (phone, index)))
        {
            phone.Reboot();
            phone.RegisterAt(scenario.Edge.Now + (index % 1000));
        }
        scenario.Run(2_000);
        Assert.Equal(Phones, phones.Count(phone => phone.Registered));
        Assert.Equal(asked, scenario.Pbx.AskedAt.Count);
    }

    [Fact]
    public void An_edge_that_forgot_everything_asks_the_pbx_again_at_its_pace_and_adds_no_contact()
    {
        using var before = Scenario(seed: 3, loss: 0);
        PowerCut(before.Edge.Network, before.Edge.Now);
        before.Run(60_000);
        using var after = Scenario(seed: 4, loss: 0);
        foreach (var (uri, _) in before.Pbx.Contacts)
        {
            after.Pbx.Contacts[uri] = after.Edge.Now + 3_000_000;
        }
        var phones = PowerCut(after.Edge.Network, after.Edge.Now);
        after.Run(60_000);
        Assert.Equal(Phones, phones.Count(phone => phone.Registered));
        Assert.Equal(Phones, after.Pbx.Contacts.Count);
        Assert.True(after.Pbx.MostInASecond <= PerSecond, $"{after.Pbx.MostInASecond} in a second");
    }

    [Fact]
    public void Refreshes_of_phones_that_registered_together_do_not_meet_at_the_pbx()
    {
        using var scenario = Scenario(seed: 5, loss: 0);
        PowerCut(scenario.Edge.Network, scenario.Edge.Now);
        scenario.Run(60_000);
        scenario.Pbx.AskedAt.Clear();
        scenario.Run(3_600_000);
        Assert.Equal(Phones, scenario.Phones.Count);
        Assert.InRange(scenario.Pbx.AskedAt.Count, Phones, 2 * Phones);
        Assert.True(scenario.Pbx.MostInASecond <= PerSecond, $"{scenario.Pbx.MostInASecond} in a second");
        Assert.All(scenario.Pbx.Contacts.Values, until => Assert.True(until > scenario.Edge.Now));
    }

    private static PhoneScenario Scenario(int seed, double loss)
    {
        var scenario = new PhoneScenario(seed, Phones, phones => phones with
        {
            RegistrationsPerSecond = PerSecond,
            CheckInterval = TimeSpan.Zero, // it is counted what phones cause
        });
        scenario.Edge.Network.Loss = loss;
        scenario.Edge.Network.MaxLatency = loss > 0 ? 30 : 1;
        return scenario;
    }

    private static List<Handset> PowerCut(SimulatedNetwork network, long now)
    {
        var phones = new List<Handset>();
        for (var number = 0; number < Phones; number++)
        {
            var address = SocketEndpoint.FromIpv4(0x0A010000u + (uint)number, 5060);
            phones.Add(new Handset(network, address, $"p{number}", 7_000 + number, password: $"w{number}") { Stays = true });
            phones[^1].RegisterAt(now + (number * 7919 % 1000));
        }
        return phones;
    }
}
