using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>What an edge remembers of attempts that are over, and for how long.</summary>
public class AttemptMemoryTests
{
    [Fact]
    public void A_call_is_explained_by_the_id_of_its_record_with_the_gateways_that_were_tried()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.AnswerStatus = 503;
        scenario.Caller.HangUpAfter = 1000;
        scenario.Call();
        scenario.RunToTheEnd();

        var attempt = scenario.Edge.Explain(scenario.OnlyCall.Id)!;

        Assert.Equal([("first", 503), ("second", 200)], attempt.Tried.Select(tried => (tried.Gateway, tried.Status)));
        Assert.Equal("placed", attempt.Explanation!.Decision);
        Assert.Equal(scenario.OnlyCall.Reason, attempt.Reason);
    }

    [Fact]
    public void A_refused_attempt_is_explained_by_the_id_of_its_record()
    {
        using var scenario = new EdgeScenario(change: options => options with { Routes = [] });
        scenario.Call();
        scenario.RunToTheEnd();

        var refusal = Assert.Single(scenario.Refusals);
        var attempt = scenario.Edge.Explain(refusal.Id)!;

        Assert.Equal(("no_route", 404), (attempt.Reason, attempt.Status!.Value));
        Assert.Equal(refusal.Reason, attempt.Explanation!.Reason);
        Assert.Equal(refusal.DecidedBy, attempt.Explanation.DecidedBy ?? "built-in");
    }

    [Fact]
    public void After_a_reload_an_attempt_is_explained_by_the_configuration_of_its_time_and_after_another_by_todays()
    {
        using var scenario = new EdgeScenario(change: options => options with { Routes = [] });
        scenario.Call();
        scenario.RunToTheEnd();
        var id = Assert.Single(scenario.Refusals).Id;
        Assert.False(scenario.Edge.Explain(id)!.ConfigurationChanged);

        using var other = new EdgeScenario();
        scenario.Model = other.Model;
        var then = scenario.Edge.Explain(id)!;
        Assert.Equal((true, "no_route"), (then.ConfigurationChanged, then.Explanation!.Reason));

        using var third = new EdgeScenario();
        scenario.Model = third.Model;
        var today = scenario.Edge.Explain(id)!;
        Assert.Equal((true, "placed"), (today.ConfigurationChanged, today.Explanation!.Decision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("00000000ffffffffffffffff")]
    [InlineData("00000000ffffffffffffffföü")]
    public void What_was_never_there_is_not_remembered(string id)
    {
        using var scenario = new EdgeScenario();
        Assert.Null(scenario.Edge.Explain(id));
    }

    [Fact]
    public void The_newest_attempts_take_the_place_of_the_oldest()
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Routes = [],
            Records = new RecordOptions { RecentAttempts = 20 },
        });
        for (var call = 0; call < 50; call++)
        {
            scenario.Call();
            scenario.RunToTheEnd();
        }

        var remembered = scenario.Refusals.Select(refusal => scenario.Edge.Explain(refusal.Id) is not null).ToArray();
        Assert.Equal(10, remembered.Count(known => known)); // the other half is for those who were not let in
        Assert.All(remembered[^10..], Assert.True);
    }

    [Fact]
    public void Nothing_is_kept_where_nothing_is_wanted()
    {
        using var scenario = new EdgeScenario(change: options => options with { Records = new RecordOptions { RecentAttempts = 0 } });
        scenario.Caller.HangUpAfter = 1000;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Null(scenario.Edge.Explain(scenario.OnlyCall.Id));
    }

    [Fact]
    public void A_message_is_whole_until_later_ones_need_its_room()
    {
        var ring = new SipEdge.Core.Pipeline.MessageRing(1000);
        var random = new Random(7);
        var kept = new List<(long Position, byte[] Message)>();
        for (var i = 0; i < 500; i++)
        {
            var message = new byte[random.Next(1, 250)];
            random.NextBytes(message);
            kept.Add((ring.Add(message), message));
            var bytes = 0;
            foreach (var (position, written) in Enumerable.Reverse(kept))
            {
                var found = ring.Get(position, written.Length);
                bytes += written.Length;
                Assert.True(found.IsEmpty || found.SequenceEqual(written));
                Assert.False(found.IsEmpty && bytes <= 500);
            }
        }
        Assert.Equal(-1, ring.Add(new byte[251]));
        Assert.True(ring.Get(-1, 251).IsEmpty);
    }
}
