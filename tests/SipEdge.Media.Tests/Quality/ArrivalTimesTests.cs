using SipEdge.Media.Quality;

namespace SipEdge.Media.Tests.Quality;

public sealed class ArrivalTimesTests
{
    private const int Clock = 8000;
    private const uint Packet = 160;

    [Fact]
    public void Jitter_follows_the_formula_of_RFC_3550()
    {
        var times = default(ArrivalTimes);
        for (var i = 0u; i < 1000; i++)
        {
            // Every second packet 8 ms late: the difference of transit times is always 64 units of 125 us.
            times.Add((i * Packet) + (i % 2 * 64), i * Packet, Clock);
        }

        Assert.InRange(times.Jitter, 63u, 64u);
        Assert.InRange(times.MaxJitter, times.Jitter, 64u);
        Assert.Equal(0, times.Late);
    }

    [Fact]
    public void A_packet_is_late_beyond_60_ms_over_the_fastest()
    {
        var times = default(ArrivalTimes);
        for (var i = 0u; i < 200; i++)
        {
            var delay = i switch { 100 => 60u, 150 => 61u, _ => 0u };
            Assert.Equal(i != 150, times.Add((i * Packet) + (delay * 8), i * Packet, Clock));
        }

        Assert.Equal(1, times.Late);
    }

    [Fact]
    public void The_play_out_point_follows_a_longer_route_and_a_drifting_clock()
    {
        var times = default(ArrivalTimes);
        var drift = 0.0;
        for (var i = 0u; i < 20_000; i++)
        {
            drift += 0.16; // a clock that is wrong by one in a thousand: 400 ms after all
            times.Add((i * Packet) + (uint)drift, i * Packet, Clock);
        }

        Assert.Equal(0, times.Late);
        for (var i = 20_000u; i < 21_000; i++)
        {
            times.Add((i * Packet) + (uint)drift + 800, i * Packet, Clock); // 100 ms longer from here on
        }

        Assert.Equal(10, times.Late);
    }

    [Fact]
    public void The_packets_of_one_digit_and_a_jump_of_the_timestamps_are_no_jitter()
    {
        var times = default(ArrivalTimes);
        for (var i = 0u; i < 50; i++)
        {
            times.Add(i * Packet, 1000, Clock); // an event keeps its timestamp while it lasts
        }

        times.Add(50 * Packet, 1000 + (50 * Packet), Clock);
        times.Add(51 * Packet, 900_000_000, Clock);
        times.Add(52 * Packet, 900_000_000 + Packet, Clock);
        Assert.Equal((0u, 0L), (times.MaxJitter, times.Late));
    }
}
