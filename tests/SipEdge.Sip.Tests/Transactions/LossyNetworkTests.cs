using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>
/// Many seeds of a network that loses every fifth datagram, doubles every tenth and delivers in any order: whatever happens,
/// each side ends with one answer and nothing stays behind.
/// </summary>
public class LossyNetworkTests
{
    private const int Calls = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(1001)]
    [InlineData(2001)]
    public void Every_transaction_ends_once_and_nothing_stays(int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + 1000; seed++)
        {
            try
            {
                Run(seed);
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                Assert.Fail($"seed {seed}: {failure.Message}");
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_run() => Assert.Equal(Run(42), Run(42));

    private static string Run(int seed)
    {
        var pair = new Pair(seed);
        pair.Network.Loss = 0.2;
        pair.Network.Duplication = 0.1;
        pair.Network.MaxLatency = 400;
        var random = new Random(seed);
        var outcomes = new Dictionary<string, string>();
        var asked = new Dictionary<string, TransactionId>();
        var requests = new Dictionary<string, int>();
        pair.Bob.OnRequestHook = (TransactionId server, in SipMessageView request, in Flow _) =>
        {
            var call = Key(request);
            requests[call] = requests.GetValueOrDefault(call) + 1;
            if (request.Method == SipMethod.Invite && random.Next(2) == 0)
            {
                pair.Bob.Answer(server, 180);
            }

            if (request.Method != SipMethod.Invite || random.Next(4) > 0)
            {
                pair.Bob.Answer(server, random.Next(2) == 0 ? 200 : 486);
            }
        };
        pair.Bob.OnAckHook = (in SipMessageView ack) =>
            pair.Bob.Layer.Acknowledge(asked.GetValueOrDefault("server " + Key(ack)));
        pair.Bob.OnCancelHook = server => pair.Bob.Answer(server, 487);
        pair.Bob.OnServerHook = (server, call) => asked["server " + call] = server;
        pair.Alice.OnResponseHook = (TransactionId client, in SipMessageView response) =>
        {
            if (response.StatusCode < 200)
            {
                return;
            }

            var call = Key(response);
            Assert.True(outcomes.TryAdd(call, response.StatusCode.ToString()), $"a second answer to {call}");
            if (response.Method == SipMethod.Invite && response.StatusCode < 300)
            {
                pair.Alice.Acknowledge(pair.Bob, client, "b1", int.Parse(call[5..call.IndexOf('@')]));
            }
        };
        pair.Alice.OnEndHook = (owner, end) =>
            Assert.True(outcomes.TryAdd($"owner {owner}", end), $"owner {owner} ended twice");
        for (var call = 1; call <= Calls; call++)
        {
            var method = random.Next(2) == 0 ? SipMethod.Invite : SipMethod.Options;
            var id = pair.Alice.Ask(pair.Bob, method, call);
            pair.Network.RunFor(random.Next(300));
            if (method == SipMethod.Invite && random.Next(3) == 0)
            {
                pair.Alice.GiveUp(id);
            }
        }

        // Whoever rings for ever is given up, as a user's own timer would do.
        pair.Network.RunFor(60_000);
        foreach (var ringing in pair.Alice.Open.ToArray())
        {
            pair.Alice.GiveUp(ringing);
        }

        Assert.True(pair.Network.RunUntilIdle(), "something never ends");

        // A call whose caller fell silent is the called user's to end, by a timer of its own; the rest is over already.
        foreach (var server in asked.Values)
        {
            pair.Bob.Answer(server, 480);
        }

        Assert.True(pair.Network.RunUntilIdle(), "something never ends");
        Assert.Equal(Calls, outcomes.Count);
        Assert.All(requests.Values, static count => Assert.Equal(1, count));
        PairTests.AssertEmpty(pair);
        return string.Join('\n', pair.Alice.Events) + string.Join('\n', pair.Bob.Events);
    }

    private static string Key(in SipMessageView message) => Encoding.ASCII.GetString(message.CallId);
}
