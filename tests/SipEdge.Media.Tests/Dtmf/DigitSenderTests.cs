using SipEdge.Media.Dtmf;

namespace SipEdge.Media.Tests.Dtmf;

public sealed class DigitSenderTests
{
    [Fact]
    public void A_digit_is_a_start_updates_and_three_ends_of_one_timestamp()
    {
        var packets = new DigitStream().Send(new DigitPress(DtmfDigit.Pound, 160));

        var events = packets.Select(packet => (Read(packet.Payload), packet.Header.Marker)).ToArray();
        Assert.Single(packets.Select(packet => packet.Header.Timestamp).Distinct());
        Assert.Equal(
            [160, 320, 480, 640, 800, 960, 1120, 1280, 1280, 1280],
            events.Select(sent => (int)sent.Item1.Duration));
        Assert.Equal([true, .. Enumerable.Repeat(false, 9)], events.Select(sent => sent.Marker));
        Assert.Equal([.. Enumerable.Repeat(false, 7), true, true, true], events.Select(sent => sent.Item1.End));
        Assert.All(events, sent => Assert.Equal((11, 10), (sent.Item1.Code, sent.Item1.Volume)));
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(39, 40)]
    [InlineData(50, 50)]
    [InlineData(60_000, 5000)]
    public void A_digit_lasts_at_least_40_ms_and_at_most_5_s(int asked, int sent)
    {
        var packets = new DigitStream().Send(new DigitPress(DtmfDigit.Nine, asked));

        Assert.Equal(sent * 8, Read(packets[^1].Payload).Duration);
    }

    [Fact]
    public void Between_two_digits_is_a_pause()
    {
        var packets = new DigitStream().Send(new(DtmfDigit.One, 40), new(DtmfDigit.One, 40));

        var end = packets.Last(packet => packet.Header.Timestamp == packets[0].Header.Timestamp);
        var start = packets.First(packet => packet.Header.Timestamp != packets[0].Header.Timestamp);
        Assert.True(start.At - end.At >= DigitSender.Pause);
        Assert.True(start.Header.Marker);
    }

    [Fact]
    public void Thirty_two_digits_wait_and_one_more_is_refused()
    {
        var sender = default(DigitSender);
        for (var i = 0; i < DigitSender.MaxQueued; i++)
        {
            Assert.True(sender.TryQueue(new DigitPress((DtmfDigit)(i % 16), 40)));
        }

        Assert.False(sender.TryQueue(new DigitPress(DtmfDigit.One, 40)));
        Assert.Equal(DigitSender.MaxQueued, sender.Queued);
    }

    [Fact]
    public void A_digit_that_does_not_exist_is_refused() =>
        Assert.False(default(DigitSender).TryQueue(new DigitPress((DtmfDigit)17, 100)));

    [Fact]
    public void A_slot_whose_time_jumps_does_not_stretch_the_digit()
    {
        var sender = default(DigitSender);
        Assert.True(sender.TryQueue(new DigitPress(DtmfDigit.One, 100)));
        Assert.True(sender.TryNext(1000, 8000, 0, out _));
        Assert.True(sender.TryNext(900_000, 8000, 20_000_000, out var jumped));
        Assert.True(sender.TryNext(10, 8000, 40_000_000, out var back));

        Assert.Equal((320, 480), (jumped.Event.Duration, back.Event.Duration));
    }

    private static TelephoneEvent Read(byte[] payload)
    {
        Assert.True(TelephoneEvent.TryRead(payload, out var read));
        return read;
    }
}
