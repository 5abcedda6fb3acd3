using SipEdge.Core.Abuse;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Abuse;

public sealed class TokenBucketTests
{
    private static readonly TokenBucket Ten = new(new RateOptions(10, 5));

    [Fact]
    public void A_burst_passes_to_the_last_and_not_one_more()
    {
        var full = 0L;
        Assert.Equal(5, Take(Ten, ref full, 1_000, 20));
    }

    [Fact]
    public void What_is_refused_takes_nothing()
    {
        var full = 0L;
        Take(Ten, ref full, 1_000, 1_000);

        // One every 100 ms, however often was asked in between.
        Assert.Equal(0, Take(Ten, ref full, 1_099, 10));
        Assert.Equal(1, Take(Ten, ref full, 1_100, 10));
    }

    [Fact]
    public void A_quiet_time_fills_the_bucket_and_not_more()
    {
        var full = 0L;
        Take(Ten, ref full, 1_000, 5);
        Assert.Equal(5, Take(Ten, ref full, 1_000_000, 100));
    }

    [Fact]
    public void Over_time_it_is_the_rate()
    {
        var full = 0L;
        var passed = 0;
        for (var now = 1_000; now < 61_000; now++)
        {
            passed += Take(Ten, ref full, now, 1);
        }
        Assert.Equal(5 + 599, passed);
    }

    [Fact]
    public void A_burst_of_one_is_an_even_pace()
    {
        var bucket = new TokenBucket(new RateOptions(1_000, 1));
        var full = 0L;
        Assert.Equal(1, Take(bucket, ref full, 5, 10));
        Assert.Equal(1, Take(bucket, ref full, 6, 10));
    }

    [Fact]
    public void A_faster_rate_after_a_reload_counts_at_once()
    {
        var full = 0L;
        Take(new TokenBucket(new RateOptions(1, 1_000)), ref full, 1_000, 1_000); // would be empty for a quarter of an hour
        Assert.Equal(1, Take(Ten, ref full, 1_200, 1));
        Assert.Equal(0, Take(Ten, ref full, 1_200, 1));
    }

    [Fact]
    public void Many_threads_take_exactly_the_burst()
    {
        var bucket = new TokenBucket(new RateOptions(1, 10_000));
        var full = 0L;
        var passed = 0;
        Parallel.For(0, 4, _ =>
        {
            for (var time = 0; time < 5_000; time++)
            {
                if (bucket.TryTake(ref full, 1))
                {
                    Interlocked.Increment(ref passed);
                }
            }
        });
        Assert.Equal(10_000, passed);
    }

    private static int Take(TokenBucket bucket, ref long full, long now, int times)
    {
        var taken = 0;
        for (var time = 0; time < times; time++)
        {
            taken += bucket.TryTake(ref full, now) ? 1 : 0;
        }
        return taken;
    }
}
