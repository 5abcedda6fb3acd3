using SipEdge.Sip.Authentication;

namespace SipEdge.Sip.Tests.Authentication;

public sealed class NonceCountsTests
{
    private const long Lifetime = 1000;
    private readonly NonceFactory _factory = new("0123456789abcdef"u8, Lifetime);

    [Fact]
    public void Each_count_of_a_nonce_is_good_once()
    {
        var counts = new NonceCounts(4);
        var nonce = Nonce(0);

        Assert.Equal(NonceCountStatus.Fresh, counts.Use(nonce, 1, 0));
        Assert.Equal(NonceCountStatus.Replayed, counts.Use(nonce, 1, 0));
        Assert.Equal(NonceCountStatus.Fresh, counts.Use(nonce, 2, 0));
        Assert.Equal(NonceCountStatus.Fresh, counts.Use(Nonce(0), 1, 0));
        Assert.Equal(NonceCountStatus.Replayed, counts.Use(nonce, 0, 0));
        Assert.Equal(2, counts.Count);
    }

    [Fact]
    public void Counts_that_overtook_each_other_are_accepted_once_within_the_window()
    {
        var counts = new NonceCounts(4);
        var nonce = Nonce(0);
        counts.Use(nonce, 100, 0);

        Assert.Equal(NonceCountStatus.Fresh, counts.Use(nonce, 99, 0));
        Assert.Equal(NonceCountStatus.Replayed, counts.Use(nonce, 99, 0));
        Assert.Equal(NonceCountStatus.Fresh, counts.Use(nonce, 36, 0));
        Assert.Equal(NonceCountStatus.Replayed, counts.Use(nonce, 36, 0));
        Assert.Equal(NonceCountStatus.Replayed, counts.Use(nonce, 35, 0));
        Assert.Equal(NonceCountStatus.Fresh, counts.Use(nonce, uint.MaxValue, 0));
        Assert.Equal(NonceCountStatus.Replayed, counts.Use(nonce, 100, 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(4711)]
    public void The_window_agrees_with_a_plain_set(int seed)
    {
        // Small steps around a rising count, checked against a set that forgets nothing but what left the window.
        var random = new Random(seed);
        var counts = new NonceCounts(1);
        var nonce = Nonce(0);
        var used = new HashSet<uint>();
        var highest = 0u;
        for (var step = 0; step < 20_000; step++)
        {
            var count = (uint)Math.Max(1, highest + random.Next(-80, random.Next(2) == 0 ? 3 : 90));
            var expected = (highest > count && highest - count > 64) || used.Contains(count)
                ? NonceCountStatus.Replayed
                : NonceCountStatus.Fresh;

            Assert.True(expected == counts.Use(nonce, count, 0), $"seed {seed}, step {step}, count {count}, highest {highest}");
            used.Add(count);
            highest = Math.Max(highest, count);
        }
    }

    [Fact]
    public void A_full_table_says_so_and_makes_room_as_nonces_expire()
    {
        var counts = new NonceCounts(100);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(NonceCountStatus.Fresh, counts.Use(Nonce(i), 1, i));
        }

        Assert.Equal(NonceCountStatus.Full, counts.Use(Nonce(100), 1, 100));
        Assert.Equal(1, counts.FullCount);
        Assert.Equal(100, counts.Count);

        // The hand may have to pass every place once before it has found the first that expired.
        var late = Nonce(Lifetime + 50);
        var tries = 0;
        while (counts.Use(late, 1, Lifetime + 50) == NonceCountStatus.Full)
        {
            Assert.True(++tries < 10);
        }

        Assert.Equal(NonceCountStatus.Replayed, counts.Use(late, 1, Lifetime + 50));
    }

    [Fact]
    public void Every_place_comes_back_and_no_nonce_is_lost()
    {
        var random = new Random(20261120);
        var counts = new NonceCounts(50);
        var live = new Dictionary<string, long>();
        for (long now = 0; now < 20_000; now += 10)
        {
            var nonce = Nonce(now);
            if (counts.Use(nonce, 1, now) == NonceCountStatus.Fresh)
            {
                live[Convert.ToHexString(nonce)] = now + Lifetime;
            }

            foreach (var (known, expires) in live.ToArray())
            {
                if (expires <= now)
                {
                    live.Remove(known);
                }
                else if (random.Next(10) == 0)
                {
                    Assert.Equal(NonceCountStatus.Replayed, counts.Use(Convert.FromHexString(known), 1, now));
                }
            }
        }

        Assert.InRange(counts.Count, 1, 50);
        for (var i = 0; i < 100; i++)
        {
            counts.Use(Nonce(1_000_000), 1, 1_000_000);
        }

        Assert.Equal(50, counts.Count);
    }

    [Fact]
    public void What_is_no_nonce_of_ours_takes_no_place()
    {
        var counts = new NonceCounts(1);

        Assert.Equal(NonceCountStatus.Replayed, counts.Use("garbage"u8, 1, 0));
        Assert.Equal(0, counts.Count);
    }

    [Fact]
    public void Using_a_nonce_allocates_nothing()
    {
        var counts = new NonceCounts(10);
        var nonce = new byte[NonceFactory.NonceLength];
        var now = 0L;
        Allocations.AssertNone(() =>
        {
            now += 200;
            _factory.Write(nonce, now, "r"u8);
            Assert.True(counts.Use(nonce, 1, now) == NonceCountStatus.Fresh);
            Assert.True(counts.Use(nonce, 1, now) == NonceCountStatus.Replayed);
        });
    }

    private byte[] Nonce(long now)
    {
        var nonce = new byte[NonceFactory.NonceLength];
        _factory.Write(nonce, now, "r"u8);
        return nonce;
    }
}
