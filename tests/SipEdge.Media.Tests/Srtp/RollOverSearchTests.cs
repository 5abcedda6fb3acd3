using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

/// <summary>Where a sender is and where a receiver believes it to be, after gaps, joins, changes of SSRC and of key.</summary>
public sealed class RollOverSearchTests
{
    /// <summary>Up to 2^15 missing packets the estimate is right at once.</summary>
    [Theory]
    [InlineData(100, 2)]
    [InlineData(100, 30_000)]
    [InlineData(100, 32_768)]
    [InlineData(60_000, 20_000)]
    [InlineData(60_000, 32_767)]
    public void A_short_gap_loses_nothing(int last, int gap)
    {
        foreach (var suite in SrtpSuites.All)
        {
            Assert.Equal(0, PacketsLost(suite, last, gap));
        }
    }

    /// <summary>Longer ones are found after at most four attempts, one in 16 packets.</summary>
    [Theory]
    [InlineData(100, 32_769, 1)]
    [InlineData(100, 40_000, 1)]
    [InlineData(60_000, 40_000, 1)]
    [InlineData(100, 65_536, 1)]
    [InlineData(40_000, 90_000, 1)]
    [InlineData(40_000, 100_000, 2)]
    [InlineData(100, 200_000, 3)]
    [InlineData(100, 290_000, 4)]
    public void A_gap_that_hides_wraps_is_found(int last, int gap, int attempts)
    {
        foreach (var suite in SrtpSuites.All)
        {
            Assert.Equal((RollOverSearch.Interval * attempts) - 1, PacketsLost(suite, last, gap));
        }
    }

    [Fact]
    public void A_stream_is_joined_after_its_first_wrap()
    {
        var key = SrtpKey.Random(SrtpSuite.AeadAes128Gcm);
        var sender = new SrtpContext(key, [new SrtpSource(1, 0x1_0003, 1, 0, 0)], 0);
        var receiver = new SrtpContext(key);
        Assert.Equal(RollOverSearch.Interval - 1, LostUntilFound(sender, receiver, 4));

        // And what was held up from before the wrap still counts as older, not as new.
        Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(Protect(sender, 20), out _));
        var sources = new SrtpSource[1];
        receiver.CopySources(sources);
        Assert.Equal(1u, sources[0].RollOverCounter);
    }

    [Fact]
    public void A_stream_that_comes_through_never_tries()
    {
        // Every packet twice: as many failures as packets, and none in a row.
        var key = SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        for (var i = 0; i < 1000; i++)
        {
            var packet = Protect(sender, i);
            Assert.Equal(SrtpStatus.Ok, receiver.Unprotect((byte[])packet.Clone(), out _));
            Assert.Equal(SrtpStatus.Replayed, receiver.Unprotect(packet, out _));
        }

        var search = default(RollOverSearch);
        for (var i = 1; i < RollOverSearch.Interval; i++)
        {
            Assert.Equal(0, search.Next());
        }

        search.Found();
        Assert.Equal(0, search.Next());
    }

    [Fact]
    public void A_flood_buys_one_attempt_in_sixteen_and_all_four_counts_in_turn()
    {
        var search = default(RollOverSearch);
        var attempts = new List<int>();
        for (var i = 0; i < 16 * 8; i++)
        {
            if (search.Next() is var wraps and not 0)
            {
                attempts.Add(wraps);
            }
        }

        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4], attempts);
    }

    [Fact]
    public void A_recording_is_not_accepted_again_however_often_it_is_sent()
    {
        var key = SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_32);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        var recording = new List<byte[]>();
        for (var i = 0; i < 70_000; i++)
        {
            var packet = Protect(sender, i);
            if (i % 100 == 0)
            {
                recording.Add((byte[])packet.Clone());
            }

            Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(packet, out _));
        }

        for (var round = 0; round < 20; round++)
        {
            foreach (var packet in recording)
            {
                Assert.NotEqual(SrtpStatus.Ok, receiver.Verify(packet));
            }
        }
    }

    [Fact]
    public void Every_SSRC_and_every_key_begins_at_count_zero()
    {
        var key = SrtpKey.Random(SrtpSuite.AeadAes256Gcm);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        for (var i = 0; i < 70_000; i++)
        {
            Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(Protect(sender, i), out _));
        }

        Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(Protect(sender, 50_000, ssrc: 2), out _));
        Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(Protect(sender, 70_000), out _));
        var sources = new SrtpSource[2];
        Assert.Equal(2, receiver.CopySources(sources));
        Assert.Equal([1u, 0u], sources.Select(s => s.RollOverCounter));

        var next = SrtpKey.Random(SrtpSuite.AeadAes256Gcm);
        sender = new SrtpContext(next);
        receiver = new SrtpContext(next);
        Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(Protect(sender, 70_001), out _));
        receiver.CopySources(sources);
        Assert.Equal(0u, sources[0].RollOverCounter);
    }

    /// <summary>A sender goes on after a gap that nobody saw; how many of its packets are lost to the receiver?</summary>
    private static int PacketsLost(SrtpSuite suite, int last, int gap)
    {
        var key = SrtpKey.Random(suite);
        var receiver = new SrtpContext(key);
        Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(Protect(new SrtpContext(key), last), out _));
        var sender = new SrtpContext(key, [new SrtpSource(1, (ulong)(last + gap - 1), 1, 0, 0)], 0);
        return LostUntilFound(sender, receiver, last + gap);
    }

    private static int LostUntilFound(SrtpContext sender, SrtpContext receiver, int index)
    {
        for (var lost = 0; lost < 100; lost++)
        {
            var plain = TestPackets.Rtp(1, unchecked((ushort)(index + lost)), payload: 20);
            var packet = Protect(sender, index + lost);
            if (receiver.Unprotect(packet, out var length) == SrtpStatus.Ok)
            {
                Assert.True(plain.AsSpan().SequenceEqual(packet.AsSpan(0, length)));
                return lost;
            }
        }

        return -1;
    }

    private static byte[] Protect(SrtpContext sender, int index, uint ssrc = 1)
    {
        var packet = TestPackets.WithRoom(TestPackets.Rtp(ssrc, unchecked((ushort)index), payload: 20));
        Assert.Equal(SrtpStatus.Ok, sender.Protect(packet, 32, out var length));
        return packet[..length];
    }
}
