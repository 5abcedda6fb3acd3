using System.Buffers.Binary;
using SipEdge.Media.Quality;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Tests.Quality;

public sealed class RtcpReportsTests
{
    [Fact]
    public void A_senders_report_with_blocks_about_two_sources_tells_of_the_one_asked_for()
    {
        byte[] compound = [.. Sender(1, 0x1234_5678_9ABC_DEF0, Block(7, 10, 99, 5), Block(2, 64, -3, 160, 0x5678_9ABC, 0x8000))];

        Assert.Equal(RtpStatus.Valid, RtcpReports.Read(compound, 2, out var report));
        Assert.Equal((true, 0x5678_9ABCu), (report.HasSender, report.NtpMiddle));
        Assert.Equal((true, (byte)64, -3, 160u), (report.HasBlock, report.FractionLost, report.CumulativeLost, report.Jitter));
        Assert.Equal((0x5678_9ABCu, 0x8000u), (report.LastSenderReport, report.DelaySinceLast));
        Assert.Equal(RtpStatus.Valid, RtcpReports.Read(compound, 3, out report));
        Assert.False(report.HasBlock);
    }

    [Fact]
    public void Extended_reports_are_read_behind_an_empty_receivers_report()
    {
        byte[] voip =
        [
            7, 0, 0, 8, 0, 0, 0, 2, 13, 26, 200, 10, 0, 100, 1, 0, 0, 150, 0, 80, 256 - 20, 256 - 60, 127, 16, 88, 127, 43, 42,
            0x30, 0, 0, 60, 0, 80, 1, 44,
        ];
        byte[] compound = [.. Packet(201, 0, [0, 0, 0, 1]), .. Packet(207, 0, [0, 0, 0, 1,
            1, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 9, 6, 0, 0, 1, 0, 0, 0, 2, .. voip])];

        Assert.Equal(RtpStatus.Valid, RtcpReports.Read(compound, 2, out var report));
        Assert.Equal(new VoipMetrics(13, 26, 150, 80, 88, 43, 42), report.Voip);
        Assert.Equal((true, true, false), (report.HasLossRuns, report.HasSummary, report.HasBlock));
        Assert.Equal(RtpStatus.Valid, RtcpReports.Read(compound, 3, out report));
        Assert.Null(report.Voip);
    }

    [Fact]
    public void Every_truncation_and_every_wrong_count_is_a_value()
    {
        byte[] whole = [.. Sender(1, 5, Block(2, 1, 1, 1)), .. Packet(207, 0, [0, 0, 0, 1, 7, 0, 0, 8, .. new byte[32]])];
        Assert.Equal(RtpStatus.Valid, RtcpReports.Read(whole, 2, out _));
        for (var length = 1; length < whole.Length; length++)
        {
            var status = RtcpReports.Read(whole.AsSpan(0, length), 2, out var report);
            Assert.True(status == (length == 52 ? RtpStatus.Valid : RtpStatus.BadCompound), $"{length}: {status}");
            Assert.True(status == RtpStatus.Valid || report == default);
        }

        Assert.Equal(RtpStatus.BadCompound, RtcpReports.Read(Packet(201, 2, [0, 0, 0, 1, .. Block(2, 1, 1, 1)]), 2, out _));
        Assert.Equal(RtpStatus.BadCompound, RtcpReports.Read(Packet(207, 0, [0, 0, 0, 1, 7, 0, 0, 1, 0, 0, 0, 2]), 2, out _));
        Assert.Equal(RtpStatus.BadCompound, RtcpReports.Read(Packet(207, 0, [0, 0, 0, 1, 6, 0, 0, 9]), 2, out _));
    }

    [Fact]
    public void Random_bytes_never_throw_and_reading_allocates_nothing()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var noise = new byte[200];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(noise);
            noise[0] = 0x82;
            noise[1] = (byte)random.Next(200, 208);
            noise[2] = 0;
            noise[3] = (byte)random.Next(60);
            var status = RtcpReports.Read(noise.AsSpan(0, random.Next(noise.Length)), 2, out _);
            Assert.True(status is RtpStatus.Valid or RtpStatus.BadCompound, $"seed {seed}");
        }

        byte[] compound = [.. Sender(1, 5, Block(2, 1, 1, 1))];
        Allocations.AssertNone(() => RtcpReports.Read(compound, 2, out _));
    }

    internal static byte[] Sender(uint ssrc, ulong ntp, params byte[][] blocks)
    {
        var body = new byte[24];
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(body.AsSpan(4), ntp);
        return Packet(200, blocks.Length, [.. body, .. blocks.SelectMany(block => block)]);
    }

    internal static byte[] Receiver(uint ssrc, params byte[][] blocks)
    {
        var body = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        return Packet(201, blocks.Length, [.. body, .. blocks.SelectMany(block => block)]);
    }

    internal static byte[] Block(uint about, byte fraction, int lost, uint jitter, uint last = 0, uint delay = 0)
    {
        var block = new byte[24];
        BinaryPrimitives.WriteUInt32BigEndian(block, about);
        BinaryPrimitives.WriteInt32BigEndian(block.AsSpan(4), lost);
        block[4] = fraction;
        BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(12), jitter);
        BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(16), last);
        BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(20), delay);
        return block;
    }

    private static byte[] Packet(byte kind, int count, byte[] body) =>
        [(byte)(0x80 | count), kind, 0, (byte)(body.Length / 4), .. body];
}
