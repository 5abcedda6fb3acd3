using SipEdge.Sip.Transactions;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>RFC 3261 table 4 with the default base values, and the intervals the text spells out.</summary>
public class TimerDurationsTests
{
    private readonly TimerDurations _durations = new(TransactionOptions.Default);

    [Fact]
    public void An_INVITE_is_repeated_at_500_ms_doubled_without_a_ceiling() =>
        Assert.Equal([500, 1000, 2000, 4000, 8000, 16_000, 32_000], Enumerable.Range(0, 7).Select(_durations.A));

    [Fact]
    public void Other_requests_and_final_responses_are_repeated_at_500_ms_doubled_up_to_4_s()
    {
        int[] expected = [500, 1000, 2000, 4000, 4000, 4000];
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(_durations.E));
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(_durations.G));
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(_durations.Success));
        Assert.Equal(4000, _durations.EProceeding);
        Assert.Equal(4000, _durations.E(1000));
    }

    [Fact]
    public void Waiting_for_an_answer_ends_after_32_s() =>
        Assert.All([_durations.B, _durations.F, _durations.H, _durations.L, _durations.M, _durations.AfterCancel],
            static duration => Assert.Equal(32_000, duration));

    [Fact]
    public void Lingering_is_for_UDP_only()
    {
        Assert.Equal((32_000, 5000, 32_000, 5000),
            (_durations.D(false), _durations.I(false), _durations.J(false), _durations.K(false)));
        Assert.Equal((0, 0, 0, 0), (_durations.D(true), _durations.I(true), _durations.J(true), _durations.K(true)));
    }

    [Fact]
    public void A_shorter_T1_shortens_everything_but_timer_D()
    {
        var durations = new TimerDurations(TransactionOptions.Default with { T1 = 100 });
        Assert.Equal(6400, durations.B);
        Assert.Equal(32_000, durations.D(false));
    }
}
