using SipEdge.Core.Trunks;

namespace SipEdge.Core.Tests.Trunks;

public class CallRateTests
{
    [Fact]
    public void A_seconds_calls_may_come_at_once_and_then_one_by_one()
    {
        var rate = new CallRate();
        Assert.Equal(10, Enumerable.Range(0, 30).Count(_ => rate.TryTake(5_000, 10)));
        Assert.False(rate.HasRoom(5_099, 10));
        Assert.True(rate.HasRoom(5_100, 10));
        Assert.True(rate.TryTake(5_100, 10));
        Assert.False(rate.TryTake(5_150, 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void Over_a_minute_as_many_begin_as_the_limit_says(int perSecond)
    {
        var rate = new CallRate();
        var begun = 0;
        for (var now = 1_000L; now < 61_000; now++)
        {
            begun += rate.TryTake(now, perSecond) ? 1 : 0;
        }
        Assert.InRange(begun, perSecond * 60, (perSecond * 61) + 1);
    }

    [Fact]
    public void Without_a_limit_every_call_begins()
    {
        var rate = new CallRate();
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(rate.TryTake(1, 0)));
    }

    [Fact]
    public async Task Loops_that_take_at_once_never_take_more_than_there_is()
    {
        var rate = new CallRate();
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 5_000).Count(_ => rate.TryTake(1_000, 1_000)))));
        Assert.Equal(1_000, taken.Sum());
    }
}
