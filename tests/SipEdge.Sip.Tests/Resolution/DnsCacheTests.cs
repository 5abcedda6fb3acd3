using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Resolution;

/// <summary>How long an answer is believed, whatever its zone says.</summary>
public sealed class DnsCacheTests
{
    private static readonly DnsSettings Settings = new()
    {
        Servers = [],
        MinTtl = TimeSpan.FromSeconds(5),
        MaxTtl = TimeSpan.FromHours(1),
    };

    private readonly SteppedTime _time = new();

    [Theory]
    [InlineData(0u, 5)]
    [InlineData(4u, 5)]
    [InlineData(60u, 60)]
    [InlineData(7200u, 3600)]
    [InlineData(uint.MaxValue, 3600)]
    public void A_TTL_has_a_floor_and_a_ceiling(uint said, int kept) => AssertKept(Found(said), kept);

    [Theory]
    [InlineData(0u, 5)]
    [InlineData(60u, 60)]
    [InlineData(86400u, 300)]
    public void That_there_is_none_is_kept_five_minutes_at_most(uint said, int kept)
    {
        AssertKept(DnsAnswer.None(DnsOutcome.NoSuchName, said), kept);
        AssertKept(DnsAnswer.None(DnsOutcome.NoData, said), kept);
    }

    [Fact]
    public void A_ceiling_below_the_floor_gives_way()
    {
        var cache = new DnsCache(Settings with { MaxTtl = TimeSpan.FromSeconds(1) }, _time);
        Assert.Equal(5u, cache.Keep(Name(1), Found(60)).Ttl);
    }

    [Fact]
    public void A_failure_is_not_kept()
    {
        var cache = new DnsCache(Settings, _time);
        cache.Keep(Name(1), Found(60));
        cache.Keep(Name(1), DnsAnswer.Failed("out"));
        Assert.Equal(DnsOutcome.Found, cache.Find(Name(1))!.Outcome);
        cache.Keep(Name(2), DnsAnswer.Failed("out"));
        Assert.Null(cache.Find(Name(2)));
    }

    [Fact]
    public void It_does_not_grow_for_ever()
    {
        var cache = new DnsCache(Settings, _time);
        for (var number = 0; number < 50_000; number++)
        {
            cache.Keep(Name(number), Found(60));
        }
        Assert.NotNull(cache.Find(Name(49_999)));
        Assert.InRange(Enumerable.Range(0, 50_000).Count(number => cache.Find(Name(number)) is not null), 1, 8_192);
    }

    private void AssertKept(DnsAnswer answer, int seconds)
    {
        var cache = new DnsCache(Settings, _time);
        Assert.Equal((uint)seconds, cache.Keep(Name(1), answer).Ttl);
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Equal((answer.Outcome, 1u), (cache.Find(Name(1))!.Outcome, cache.Find(Name(1))!.Ttl));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(cache.Find(Name(1)));
    }

    private static DnsQuestion Name(int number) => new($"n{number}.example", DnsType.A);

    private static DnsAnswer Found(uint ttl) => new(
        DnsOutcome.Found, [new AddressRecord("n1.example", ttl, SocketEndpoint.FromIpv4(0xC0000201, 0))], ttl);
}
