using SipEdge.Media.Quality;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Tests.Quality;

/// <summary>Whole streams of 20 ms G.711, on a clock of their own.</summary>
public sealed class StreamMonitorTests
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1000 * Millisecond;
    private const int Clock = 8000;

    [Fact]
    public void Random_loss_is_told_from_bursts_and_sounds_better()
    {
        // 20 of 1,000 both times: every 50th, or four rows of five.
        var random = Run(1000, i => i % 50 == 25);
        var bursts = Run(1000, i => i % 250 is >= 100 and < 105);

        Assert.Equal((1000, 20, 20), (random.Expected, random.Lost, bursts.Lost));
        Assert.Equal((0, 20, 1), (random.Bursts.Bursts, random.Bursts.Runs, random.Bursts.LongestRun));
        Assert.Equal((4, 4, 5), (bursts.Bursts.Bursts, bursts.Bursts.Runs, bursts.Bursts.LongestRun));
        Assert.Equal((20, 20), (bursts.Bursts.LostInBursts, bursts.Bursts.PacketsInBursts));
        Assert.Equal((1, 4.9), (random.BurstRatio, bursts.BurstRatio));
        Assert.Equal(2, random.LossPercent);
        Assert.True(Mos(bursts) < Mos(random));
        Assert.InRange(Mos(random), 4.0, 4.3); // 2 % of G.711 with concealment: R about 85
        Assert.InRange(Mos(Run(1000, _ => false)), 4.35, 4.41);
    }

    [Fact]
    public void A_late_packet_is_not_lost_but_was_not_played()
    {
        var monitor = New();
        for (var i = 0; i < 500; i++)
        {
            if (i % 100 != 50)
            {
                Add(ref monitor, i, At(i));
            }

            if (i % 100 == 55)
            {
                Add(ref monitor, i - 5, At(i)); // 100 ms behind its time
            }
        }

        var quality = Read(monitor, At(500));
        Assert.Equal((0, 5, 5), (quality.Lost, quality.Late, quality.Reordered));
        Assert.Equal((5, 1.0), (quality.Bursts.Lost, quality.UnplayedPercent));
    }

    [Fact]
    public void Silence_is_what_came_between_packets_and_not_what_was_held()
    {
        var monitor = New();
        Add(ref monitor, 0, At(0));
        Add(ref monitor, 1, 7 * Second);
        Add(ref monitor, 2, 9 * Second); // less than a silence
        monitor.Expect(sends: false, 10 * Second);
        monitor.Expect(sends: true, 60 * Second);
        Add(ref monitor, 3, 61 * Second);
        monitor.Expect(sends: false, 67 * Second); // silent for 6 s before it was put on hold
        var quality = Read(monitor, 70 * Second);

        Assert.Equal(12, quality.Silences.TotalSeconds, 0.1);
        Assert.Equal((69, 9), (Math.Round(quality.SinceFirst!.Value.TotalSeconds), quality.SinceLast!.Value.TotalSeconds));
        Assert.False(quality.Sends);
    }

    [Fact]
    public void A_digit_does_not_change_the_codec_and_another_codec_does()
    {
        var monitor = New();
        for (var i = 0; i < 400; i++)
        {
            Add(ref monitor, i, At(i), payloadType: (byte)(i is >= 300 and < 350 ? 101 : 8));
        }

        Assert.Equal(((byte)8, VoiceCodec.G711), (Read(monitor, At(400)).PayloadType, Read(monitor, At(400)).Codec));
        for (var i = 400; i < 920; i++)
        {
            Add(ref monitor, i, At(i), payloadType: 18);
        }

        Assert.Equal(VoiceCodec.G729, Read(monitor, At(920)).Codec);
    }

    [Fact]
    public void Both_halves_of_a_round_trip_are_seen_in_the_middle()
    {
        var (a, b) = (New(), New());
        Add(ref a, 0, Second, ssrc: 0xA);
        Add(ref b, 0, Second, ssrc: 0xB);

        // A's report passes; B answers 40 ms later, of which it held it for 10; A answers that after 90, having held it for 50.
        const uint Name = 0x2222_3333;
        a.AcceptRtcp(RtcpReportsTests.Sender(0xA, (ulong)Name << 16), ref b, Second);
        b.AcceptRtcp(
            RtcpReportsTests.Sender(0xB, 0x1111_0000_0000, RtcpReportsTests.Block(0xA, 13, 7, 80, Name, 655)),
            ref a,
            Second + (40 * Millisecond));
        a.AcceptRtcp(
            RtcpReportsTests.Receiver(0xA, RtcpReportsTests.Block(0xB, 0, 0, 0, 0x1111_0000, 3277)),
            ref b,
            Second + (130 * Millisecond));

        var (seenA, seenB) = (Read(a, 2 * Second), Read(b, 2 * Second));
        Assert.Equal(30, seenB.RoundTrip!.Value.TotalMilliseconds, 0.1);
        Assert.Equal(40, seenA.RoundTrip!.Value.TotalMilliseconds, 0.1);
        Assert.Equal(
            ((byte)13, 7, 10_000L),
            (seenB.Remote.FractionLost, seenB.Remote.CumulativeLost, seenB.RemoteJitterMicroseconds));
    }

    [Fact]
    public void A_quote_that_is_wrong_makes_no_round_trip()
    {
        var (a, b) = (New(), New());
        Add(ref a, 0, Second, ssrc: 0xA);
        a.AcceptRtcp(RtcpReportsTests.Sender(0xA, 0x2222_0000_0000), ref b, Second);
        var unknown = RtcpReportsTests.Block(0xA, 0, 0, 0, 0x2222_0001);
        var tooLong = RtcpReportsTests.Block(0xA, 0, 0, 0, 0x2222_0000, uint.MaxValue);
        b.AcceptRtcp(RtcpReportsTests.Receiver(0xB, unknown), ref a, 2 * Second);
        b.AcceptRtcp(RtcpReportsTests.Receiver(0xB, tooLong), ref a, 2 * Second);

        Assert.Null(Read(b, 2 * Second).RoundTrip);
    }

    [Fact]
    public void A_reader_beside_the_writer_is_never_more_than_a_packet_off()
    {
        var shared = new Shared();
        var writer = new Thread(() =>
        {
            for (var i = 0; i < 200_000; i++)
            {
                if (i % 10 != 3)
                {
                    Add(ref shared.Monitor, i, At(i));
                }

                Thread.SpinWait(10); // still 100,000 times as fast as a stream
            }

            Volatile.Write(ref shared.Done, true);
        });
        writer.Start();
        while (!Volatile.Read(ref shared.Done))
        {
            var seen = shared.Monitor.Read(default, Clock, Clock, At(300_000));
            Assert.InRange(seen.Lost - (seen.Expected / 10), -1, 2);

            // Stopped in the middle of a packet behind a gap, the gap may stand on one side of this and not on the other.
            Assert.InRange(seen.Lost - seen.Bursts.Lost, -2, 2);
        }

        writer.Join();
        var final = Read(shared.Monitor, At(200_000));
        Assert.Equal((200_000, 20_000), (final.Expected, final.Lost));
    }

    [Fact]
    public void A_packet_and_a_report_allocate_nothing()
    {
        var (a, b) = (New(), New());
        var report = RtcpReportsTests.Sender(1, 5, RtcpReportsTests.Block(1, 1, 1, 1));
        var i = 0;
        Allocations.AssertNone(() =>
        {
            i += 2;
            Add(ref a, i, At(i));
            a.AcceptRtcp(report, ref b, At(i));
        });
    }

    private static StreamMonitor New()
    {
        var monitor = default(StreamMonitor);
        monitor.Clear();
        return monitor;
    }

    private static long At(int packet) => Second + (packet * 20 * Millisecond);

    private static StreamQuality Run(int packets, Func<int, bool> lost)
    {
        var monitor = New();
        for (var i = 0; i < packets; i++)
        {
            if (!lost(i))
            {
                Add(ref monitor, i, At(i));
            }
        }

        return Read(monitor, At(packets));
    }

    private static double Mos(StreamQuality quality) => VoiceEstimate.From(quality, null)!.Value.Mos;

    private static StreamQuality Read(in StreamMonitor monitor, long now) => monitor.Read(default, Clock, Clock, now);

    private static void Add(ref StreamMonitor monitor, int packet, long now, byte payloadType = 0, uint ssrc = 1) =>
        monitor.AcceptRtp(new RtpHeader(payloadType, false, (ushort)packet, (uint)(packet * 160), ssrc, 12), Clock, now);

    private sealed class Shared
    {
        public StreamMonitor Monitor;
        public bool Done;
    }
}
