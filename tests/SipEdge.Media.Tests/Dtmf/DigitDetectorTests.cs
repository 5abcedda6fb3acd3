using SipEdge.Media.Dtmf;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Tests.Dtmf;

public sealed class DigitDetectorTests
{
    private static readonly DigitPress[] Number =
        [new(DtmfDigit.Five, 160), new(DtmfDigit.Five, 100), new(DtmfDigit.Star, 40), new(DtmfDigit.D, 300)];

    [Theory]
    [InlineData(8000)]
    [InlineData(48000)]
    public void Every_digit_is_heard_once_with_its_duration(int clockRate)
    {
        var packets = new DigitStream(clockRate: clockRate).Send(Number);

        Assert.Equal(Number, DigitStream.Hear(packets, clockRate));
    }

    [Fact]
    public void The_loss_of_any_one_packet_neither_loses_nor_doubles_a_digit()
    {
        var packets = new DigitStream().Send(Number);
        for (var lost = 0; lost < packets.Count; lost++)
        {
            var heard = DigitStream.Hear(packets.Where((_, index) => index != lost));

            Assert.Equal(Number, heard);
        }
    }

    [Fact]
    public void The_loss_of_any_two_packets_keeps_every_digit_and_its_duration()
    {
        var packets = new DigitStream().Send(Number);
        for (var first = 0; first < packets.Count; first++)
        {
            for (var second = first + 1; second < packets.Count; second++)
            {
                Assert.Equal(Number, DigitStream.Hear(packets.Where((_, index) => index != first && index != second)));
            }
        }
    }

    [Fact]
    public void As_long_as_one_packet_of_each_digit_comes_every_digit_is_heard_once_in_order()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 500; run++)
        {
            var kept = new DigitStream().Send(Number)
                .GroupBy(packet => packet.Header.Timestamp)
                .SelectMany(digit => AtLeastOne([.. digit], random))
                .ToList();

            var heard = DigitStream.Hear(kept).Select(press => press.Digit);

            Assert.True(Number.Select(press => press.Digit).SequenceEqual(heard), $"seed {seed}, run {run}");
        }
    }

    [Fact]
    public void Repeated_and_swapped_packets_change_nothing()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 500; run++)
        {
            var packets = new DigitStream().Send(Number);
            for (var at = 0; at < packets.Count - 1; at++)
            {
                if (random.Next(4) == 0)
                {
                    packets.Insert(at, packets[at]);
                }

                if (random.Next(4) == 0)
                {
                    (packets[at], packets[at + 1]) = (packets[at + 1], packets[at]);
                }
            }

            var heard = DigitStream.Hear(packets).Select(press => press.Digit);

            Assert.True(Number.Select(press => press.Digit).SequenceEqual(heard), $"seed {seed}, run {run}");
        }
    }

    [Fact]
    public void With_all_ends_lost_the_next_digit_or_a_silence_ends_it()
    {
        var packets = new DigitStream().Send(new(DtmfDigit.One, 160), new(DtmfDigit.One, 160));
        var withoutEnds = packets.Where(packet => (packet.Payload[1] & 0x80) == 0).ToList();

        var heard = DigitStream.Hear(withoutEnds);

        // The last update said 140 ms.
        Assert.Equal([new(DtmfDigit.One, 140), new(DtmfDigit.One, 140)], heard);
    }

    [Fact]
    public void A_new_source_is_a_new_digit_and_ends_the_old_one()
    {
        var first = new DigitStream(ssrc: 1).Send(new DigitPress(DtmfDigit.One, 160));
        var second = new DigitStream(ssrc: 2).Send(new DigitPress(DtmfDigit.One, 160));

        var heard = DigitStream.Hear([.. first.Take(3), .. second.Select(packet => packet with { At = first[3].At })]);

        Assert.Equal([new(DtmfDigit.One, 60), new(DtmfDigit.One, 160)], heard);
    }

    [Fact]
    public void A_key_held_beyond_the_duration_field_is_one_digit_in_segments()
    {
        const int Segment = ushort.MaxValue;
        var packets = new List<(RtpHeader, byte[], long)>();
        for (var at = 0; at < 2 * Segment; at += 400)
        {
            var start = at / Segment * Segment;
            packets.Add(Packet((uint)start, 7, end: false, (ushort)(at - start), at * 125_000L, marker: at == 0));
        }

        packets.Add(Packet(Segment, 7, end: true, 20_000, 2 * Segment * 125_000L));

        Assert.Equal([new(DtmfDigit.Seven, (Segment + (2 * Segment / 400 * 400 - Segment)) / 8)], DigitStream.Hear(packets));
    }

    [Fact]
    public void Several_events_in_one_packet_are_several_digits()
    {
        byte[] payload = [1, 0x8A, 0x03, 0x20, 2, 0x8A, 0x03, 0x20];

        var heard = DigitStream.Hear([(new RtpHeader(101, true, 1, 5000, 9, 12), payload, 0)]);

        Assert.Equal([new(DtmfDigit.One, 100), new(DtmfDigit.Two, 100)], heard);
    }

    [Fact]
    public void Fax_tones_and_short_payloads_are_no_digits()
    {
        var heard = DigitStream.Hear(
        [
            Packet(100, 32, end: true, 800, 0),
            (new RtpHeader(101, true, 2, 900, 9, 12), [1, 0x80, 3], 0),
            (new RtpHeader(101, true, 3, 901, 9, 12), [], 0),
        ]);

        Assert.Empty(heard);
    }

    [Fact]
    public void Hearing_allocates_nothing()
    {
        var packets = new DigitStream().Send(Number).ToArray();
        var room = new DigitPress[DigitDetector.MaxAtOnce];
        Allocations.AssertNone(() =>
        {
            var detector = default(DigitDetector);
            foreach (var (header, payload, at) in packets)
            {
                detector.Add(header, payload, 8000, at, room);
            }
        });
    }

    private static (RtpHeader Header, byte[] Payload, long At) Packet(
        uint timestamp, byte code, bool end, ushort duration, long at, bool marker = false)
    {
        var payload = new byte[4];
        new TelephoneEvent(code, end, 10, duration).Write(payload);
        return (new RtpHeader(101, marker, 1, timestamp, 9, 12), payload, at);
    }

    private static T[] AtLeastOne<T>(T[] packets, Random random)
    {
        var sure = random.Next(packets.Length);
        return [.. packets.Where((_, index) => index == sure || random.Next(2) == 0)];
    }
}
