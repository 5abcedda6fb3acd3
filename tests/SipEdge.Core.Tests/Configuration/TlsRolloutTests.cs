using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>T-09: who is moved to TLS is named, or one of a hundred, and stays where he is.</summary>
public class TlsRolloutTests
{
    private static readonly UInt128 Office = SocketEndpoint.From(System.Net.IPEndPoint.Parse("198.51.100.7:5060")).Address;

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(10, 850, 1150)]
    [InlineData(50, 4800, 5200)]
    [InlineData(100, 10_000, 10_000)]
    public void A_percentage_of_callers_is_about_that_many(int percent, int least, int most)
    {
        var rollout = Of(new TlsRolloutOptions { Percent = percent });
        var taken = Enumerable.Range(0, 10_000).Count(number => rollout.Takes(Encoding.ASCII.GetBytes($"+493012{number:0000}"), Office));
        Assert.InRange(taken, least, most);
    }

    [Fact]
    public void Who_is_in_stays_in_as_the_share_grows()
    {
        var before = Of(new TlsRolloutOptions { Percent = 10 });
        var after = Of(new TlsRolloutOptions { Percent = 20 });
        for (var number = 0; number < 2_000; number++)
        {
            var user = Encoding.ASCII.GetBytes($"{number}");
            Assert.True(!before.Takes(user, Office) || after.Takes(user, Office), $"{number} fell out");
            Assert.Equal(before.Takes(user, Office), Of(new TlsRolloutOptions { Percent = 10 }).Takes(user, Office));
        }
    }

    [Theory]
    [InlineData("anna", "203.0.113.1", true)]
    [InlineData("Anna", "203.0.113.1", false)]
    [InlineData("bert", "198.51.100.9", true)]
    [InlineData("bert", "203.0.113.1", false)]
    public void Users_and_sources_are_taken_as_they_are_named(string user, string source, bool taken)
    {
        var rollout = Of(new TlsRolloutOptions { Users = ["anna"], Sources = ["198.51.100.0/24"] });
        var address = SocketEndpoint.From(System.Net.IPAddress.Parse(source), 5060).Address;
        Assert.Equal(taken, rollout.Takes(Encoding.ASCII.GetBytes(user), address));
    }

    [Fact]
    public void A_shadow_takes_nobody() => Assert.False(
        Of(new TlsRolloutOptions { Users = ["anna"], Percent = 100, Shadow = true }).Takes("anna"u8, Office));

    private static TlsRollout Of(TlsRolloutOptions options) => new(options, default);
}
