using SipEdge.Core.Abuse;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Abuse;

public sealed class FailureScoreTests
{
    private static readonly BanOptions Rules = new();

    [Fact]
    public void The_tenth_wrong_password_at_once_reaches_the_threshold()
    {
        var gone = 0L;
        for (var failure = 1; failure < 10; failure++)
        {
            Assert.False(FailureScore.Add(ref gone, 10, Rules, 5_000));
            Assert.Equal(failure * 10, Score(gone, 5_000));
        }
        Assert.True(FailureScore.Add(ref gone, 10, Rules, 5_000));
    }

    [Fact]
    public void One_failure_a_minute_never_reaches_it_and_two_do()
    {
        Assert.Null(FailuresUntilBan(everyMs: 60_000));
        Assert.Equal(19, FailuresUntilBan(everyMs: 30_000)); // each adds ten, five decay before the next
    }

    [Fact]
    public void The_score_decays_evenly_and_is_gone_after_the_window()
    {
        var gone = 0L;
        for (var failure = 0; failure < 8; failure++)
        {
            FailureScore.Add(ref gone, 10, Rules, 0);
        }
        Assert.Equal(80, Score(gone, 0));
        Assert.Equal(40, Score(gone, 240_000));
        Assert.Equal(0, Score(gone, 480_000));
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(1_000, 333)]
    [InlineData(100_000, 1)]
    public void No_rounding_lets_a_sum_of_weights_miss_the_threshold(int threshold, int weight)
    {
        var rules = Rules with { Threshold = threshold, Window = TimeSpan.FromMilliseconds(99_991) };
        var gone = 0L;
        var needed = (threshold + weight - 1) / weight;
        for (var failure = 1; failure < needed; failure++)
        {
            FailureScore.Add(ref gone, weight, rules, 0);
        }
        Assert.True(FailureScore.Add(ref gone, weight, rules, 0));
    }

    [Theory]
    [InlineData(0, 600)]
    [InlineData(1, 1_200)]
    [InlineData(2, 2_400)]
    [InlineData(7, 76_800)]
    [InlineData(8, 86_400)]
    [InlineData(15, 86_400)]
    public void Each_ban_is_twice_as_long_up_to_the_longest(int before, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), BanLength.Of(Rules, before));

    /// <summary>What is left of it: the time until it is gone, of a window that is worth the threshold.</summary>
    private static long Score(long gone, long now) =>
        Math.Max(0, gone - now) * Rules.Threshold / (long)Rules.Window.TotalMilliseconds;

    private static int? FailuresUntilBan(int everyMs)
    {
        var gone = 0L;
        for (var failure = 1; failure <= 10_000; failure++)
        {
            if (FailureScore.Add(ref gone, 10, Rules, (long)failure * everyMs))
            {
                return failure;
            }
        }
        return null;
    }
}
