using SipEdge.Media.Srtp;
using Xunit.Abstractions;

namespace SipEdge.Media.Tests.Srtp;

public sealed class SrtpContextTests(ITestOutputHelper output)
{
    private static readonly SrtpKey Key = SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80);

    /// <summary>
    /// More than three wraps of the sequence number, 5 % of the packets lost, 10 % late by up to 60 and 2 % sent twice:
    /// whatever arrives comes out once and as it went in.
    /// </summary>
    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void The_roll_over_counter_follows_through_loss_and_reordering(SrtpSuite suite)
    {
        const int seed = 3711;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var key = SrtpKey.Random(suite);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        var late = new List<(int Due, byte[] Packet, byte[] Plain)>();
        var first = 32_000;
        var received = 0;
        var sent = 0;
        for (var i = 0; i < (3 * 65_536) + 40_000; i++)
        {
            var plain = TestPackets.Rtp(7, (ushort)(first + i), payload: 20);
            var packet = Protect(sender, plain);
            var fate = random.Next(100);
            if (fate >= 5 || i == 0)
            {
                late.Add((i + (fate < 15 ? random.Next(60) : 0), packet, plain));
            }

            for (var at = 0; at < late.Count; at++)
            {
                if (late[at].Due <= i)
                {
                    var copy = random.Next(50) == 0 ? (byte[])late[at].Packet.Clone() : null;
                    Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(late[at].Packet, out var length));
                    Assert.True(late[at].Plain.AsSpan().SequenceEqual(late[at].Packet.AsSpan(0, length)));
                    Assert.True(copy is null || receiver.Unprotect(copy, out _) == SrtpStatus.Replayed);
                    late.RemoveAt(at--);
                    received++;
                }
            }

            sent++;
        }

        Assert.InRange(received, sent * 94 / 100, sent * 96 / 100);
        var sources = new SrtpSource[SrtpSources.MaxReceived];
        Assert.Equal(1, receiver.CopySources(sources));
        Assert.Equal(4u, sources[0].RollOverCounter);
    }

    [Fact]
    public void A_packet_is_accepted_once_and_never_when_older_than_the_window()
    {
        var sender = new SrtpContext(Key);
        var receiver = new SrtpContext(Key);
        var packets = Enumerable.Range(0, 200).Select(i => Protect(sender, TestPackets.Rtp(1, (ushort)i))).ToArray();
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, packets[150]));
        Assert.Equal(SrtpStatus.Replayed, Unprotect(receiver, packets[150]));
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, packets[150 - 127]));
        Assert.Equal(SrtpStatus.Replayed, Unprotect(receiver, packets[150 - 127]));
        Assert.Equal(SrtpStatus.Replayed, Unprotect(receiver, packets[150 - 128]));
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, packets[199]));
        Assert.Equal(SrtpStatus.Replayed, Unprotect(receiver, packets[60]));
    }

    [Fact]
    public void The_window_survives_a_wrap()
    {
        var sender = new SrtpContext(Key);
        var receiver = new SrtpContext(Key);
        var before = Protect(sender, TestPackets.Rtp(1, 65_534));
        var late = Protect(sender, TestPackets.Rtp(1, 65_535));
        var after = Protect(sender, TestPackets.Rtp(1, 0));
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, before));
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, after));
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, late));
        Assert.Equal(SrtpStatus.Replayed, Unprotect(receiver, late));
        Assert.Equal(SrtpStatus.Replayed, Unprotect(receiver, after));
    }

    [Fact]
    public void Failed_authentication_changes_no_state()
    {
        var sender = new SrtpContext(Key);
        var receiver = new SrtpContext(Key);
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, Protect(sender, TestPackets.Rtp(1, 100))));
        var random = new Random(5);
        for (var i = 0; i < 1000; i++)
        {
            // Other SSRCs, and our own with a sequence number that would move the roll-over counter.
            var forged = TestPackets.WithRoom(TestPackets.Rtp(i % 2 == 0 ? 1 : (uint)random.Next(), (ushort)random.Next()));
            Assert.True(receiver.Unprotect(forged, out _) is SrtpStatus.BadAuthentication or SrtpStatus.Replayed);
        }

        Assert.Equal(1, receiver.SourceCount);
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, Protect(sender, TestPackets.Rtp(1, 101))));
    }

    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void Every_flipped_bit_is_noticed(SrtpSuite suite)
    {
        var key = SrtpKey.Random(suite);
        var packet = Protect(new SrtpContext(key), TestPackets.Rtp(1, 1, payload: 20));
        var receiver = new SrtpContext(key);
        for (var bit = 0; bit < packet.Length * 8; bit++)
        {
            var changed = (byte[])packet.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(SrtpStatus.Ok, Unprotect(receiver, changed));
        }

        var report = TestPackets.WithRoom(TestPackets.SenderReport(1, 1));
        Assert.Equal(SrtpStatus.Ok, new SrtpContext(key).ProtectRtcp(report, 44, out var length));
        for (var bit = 0; bit < length * 8; bit++)
        {
            var changed = report[..length];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(SrtpStatus.Ok, receiver.UnprotectRtcp(changed, out _));
        }

        Assert.Equal(0, receiver.SourceCount);
        Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, packet));
        Assert.Equal(SrtpStatus.Ok, receiver.UnprotectRtcp(report.AsSpan(0, length), out _));
    }

    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void Every_length_comes_back_beyond_the_first_wrap(SrtpSuite suite)
    {
        var key = SrtpKey.Random(suite);
        SrtpSource[] source = [new SrtpSource(1, (7UL << 32) | 65_000, 1, 0, 0)];
        var sender = new SrtpContext(key, source, 0);
        var receiver = new SrtpContext(key, source, 0);
        for (var length = 0; length <= 1500; length++)
        {
            var plain = TestPackets.Rtp(1, unchecked((ushort)(65_001 + length)), length);
            var packet = Protect(sender, plain);
            Assert.Equal(plain.Length + SrtpSuites.TagLength(suite), packet.Length);
            Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(packet, out var written));
            Assert.True(plain.AsSpan().SequenceEqual(packet.AsSpan(0, written)));
        }

        receiver.CopySources(source);
        Assert.Equal((7UL << 32) + 66_501, source[0].HighestIndex);
    }

    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void A_verified_packet_is_left_as_it_is_and_remembered(SrtpSuite suite)
    {
        var key = SrtpKey.Random(suite);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        var packet = Protect(sender, TestPackets.Rtp(1, 1));
        var copy = (byte[])packet.Clone();
        Assert.Equal(SrtpStatus.Ok, receiver.Verify(packet));
        Assert.Equal(copy, packet);
        Assert.Equal(SrtpStatus.Replayed, receiver.Verify(packet));
        Assert.Equal(SrtpStatus.Replayed, receiver.Unprotect(packet, out _));
        packet = Protect(sender, TestPackets.Rtp(1, 2));
        packet[20] ^= 1;
        Assert.Equal(SrtpStatus.BadAuthentication, receiver.Verify(packet));

        var report = TestPackets.WithRoom(TestPackets.SenderReport(1, 1));
        Assert.Equal(SrtpStatus.Ok, sender.ProtectRtcp(report, 44, out var length));
        copy = report[..length];
        Assert.Equal(SrtpStatus.Ok, receiver.VerifyRtcp(copy));
        Assert.Equal(report[..length], copy);
        Assert.Equal(SrtpStatus.Replayed, receiver.VerifyRtcp(copy));
    }

    [Fact]
    public void The_same_index_is_never_sent_twice()
    {
        var sender = new SrtpContext(Key);
        Assert.Equal(SrtpStatus.Ok, sender.Protect(TestPackets.WithRoom(TestPackets.Rtp(1, 9)), 172, out _));
        Assert.Equal(SrtpStatus.Replayed, sender.Protect(TestPackets.WithRoom(TestPackets.Rtp(1, 9)), 172, out _));
        Assert.Equal(SrtpStatus.Ok, sender.Protect(TestPackets.WithRoom(TestPackets.Rtp(2, 9)), 172, out _));
    }

    [Fact]
    public void Sources_are_bounded_and_the_longest_silent_one_goes()
    {
        var sender = new SrtpContext(Key);
        var receiver = new SrtpContext(Key);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, Protect(sender, TestPackets.Rtp((uint)i, 1))));
            Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, Protect(sender, TestPackets.Rtp(1000, (ushort)i))));
        }

        Assert.Equal(SrtpSources.MaxReceived, receiver.SourceCount);
        var again = Protect(new SrtpContext(Key), TestPackets.Rtp(1000, 50));
        Assert.Equal(SrtpStatus.Replayed, Unprotect(receiver, again)); // 1000 was never forgotten
    }

    [Fact]
    public void What_was_sent_under_a_key_is_never_forgotten()
    {
        var sender = new SrtpContext(Key);
        for (var i = 0u; i < SrtpSources.MaxSent; i++)
        {
            Assert.Equal(SrtpStatus.Ok, sender.Protect(TestPackets.WithRoom(TestPackets.Rtp(i, 1)), 172, out _));
        }

        Assert.Equal(SrtpStatus.TooManySources, sender.Protect(TestPackets.WithRoom(TestPackets.Rtp(1000, 1)), 172, out _));
        Assert.Equal(SrtpStatus.Replayed, sender.Protect(TestPackets.WithRoom(TestPackets.Rtp(0, 1)), 172, out _));
        Assert.Equal(SrtpStatus.Ok, sender.Protect(TestPackets.WithRoom(TestPackets.Rtp(0, 2)), 172, out _));
        Assert.Equal(SrtpStatus.Replayed, Restore(sender).Protect(TestPackets.WithRoom(TestPackets.Rtp(0, 2)), 172, out _));
    }

    [Fact]
    public void A_key_ends_with_its_last_index()
    {
        var sender = new SrtpContext(Key, [new SrtpSource(1, PacketIndex.Limit - 2, 1, 0, 0)], (1u << 31) - 1);
        var packet = TestPackets.WithRoom(TestPackets.Rtp(1, 65_535));
        Assert.Equal(SrtpStatus.Ok, sender.Protect(packet, 172, out _));
        Assert.Equal(SrtpStatus.KeyExhausted, sender.Protect(TestPackets.WithRoom(TestPackets.Rtp(1, 0)), 172, out _));
        var report = TestPackets.WithRoom(TestPackets.SenderReport(1, 1));
        Assert.Equal(SrtpStatus.Ok, sender.ProtectRtcp(report, 44, out _));
        Assert.Equal(SrtpStatus.KeyExhausted, sender.ProtectRtcp(report, 44, out _));
    }

    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void RTCP_is_carried_with_a_long_tag_in_every_suite_and_not_replayed(SrtpSuite suite)
    {
        var key = SrtpKey.Random(suite);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        for (var i = 0u; i < 300; i++)
        {
            var plain = TestPackets.SenderReport(5, i);
            var packet = TestPackets.WithRoom(plain);
            Assert.Equal(SrtpStatus.Ok, sender.ProtectRtcp(packet, plain.Length, out var length));
            Assert.Equal(plain.Length + SrtpSuites.RtcpTagLength(suite) + 4, length);
            Assert.NotEqual(plain[8..28], packet[8..28]);
            packet = packet[..length];
            var copy = (byte[])packet.Clone();
            Assert.Equal(SrtpStatus.Ok, receiver.UnprotectRtcp(packet, out length));
            Assert.Equal(plain, packet[..length]);
            Assert.Equal(SrtpStatus.Replayed, receiver.UnprotectRtcp(copy, out _));
        }
    }

    [Fact]
    public void RTCP_in_the_clear_is_read_when_it_authenticates()
    {
        // A sender that negotiated UNENCRYPTED_SRTCP: the E flag is 0 and the tag is over the clear bytes.
        var plain = TestPackets.SenderReport(5, 1);
        var packet = TestPackets.WithRoom(plain);
        packet[plain.Length + 3] = 77;
        var authentication = new byte[20];
        SrtpKeyDerivation.Derive(
            new AesCounterMode(Key.MasterKey), Key.MasterSalt, SrtpKeyLabel.RtcpAuthentication, authentication);
        var tag = new byte[20];
        HmacSha1.Compute(new HmacSha1Key(authentication), packet.AsSpan(0, plain.Length + 4), null, tag);
        tag.AsSpan(0, 10).CopyTo(packet.AsSpan(plain.Length + 4));
        packet = packet[..(plain.Length + 14)];
        Assert.Equal(SrtpStatus.Ok, new SrtpContext(Key).UnprotectRtcp(packet, out var length));
        Assert.Equal(plain, packet[..length]);
    }

    [Fact]
    public void Short_and_foreign_packets_are_refused_by_name()
    {
        var context = new SrtpContext(Key);
        Assert.Equal(SrtpStatus.TooShort, context.Unprotect(new byte[21], out _));
        Assert.Equal(SrtpStatus.Malformed, context.Unprotect(new byte[22], out _));
        Assert.Equal(SrtpStatus.TooShort, context.UnprotectRtcp(new byte[21], out _));
        Assert.Equal(SrtpStatus.Malformed, context.UnprotectRtcp(new byte[22], out _));
        Assert.Equal(SrtpStatus.Malformed, context.Protect(new byte[22], 12, out _));
        Assert.Equal(SrtpStatus.BufferTooSmall, context.Protect(TestPackets.Rtp(1, 1), 172, out _));
        Assert.Equal(SrtpStatus.BufferTooSmall, context.ProtectRtcp(TestPackets.SenderReport(1, 1), 44, out _));
    }

    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void A_context_goes_on_from_a_snapshot(SrtpSuite suite)
    {
        var key = SrtpKey.Random(suite);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        for (var i = 0; i < 70_000; i++)
        {
            Assert.Equal(SrtpStatus.Ok, Unprotect(receiver, Protect(sender, TestPackets.Rtp(1, (ushort)i, payload: 1))));
        }

        var next = TestPackets.WithRoom(TestPackets.SenderReport(1, 1));
        Assert.Equal(SrtpStatus.Ok, sender.ProtectRtcp(next, 44, out var length));
        Assert.Equal(SrtpStatus.Ok, receiver.UnprotectRtcp(next.AsSpan(0, length), out _));
        var restoredSender = Restore(sender);
        var restoredReceiver = Restore(receiver);
        var packet = Protect(restoredSender, TestPackets.Rtp(1, unchecked((ushort)70_000)));
        Assert.Equal(SrtpStatus.Ok, Unprotect(restoredReceiver, (byte[])packet.Clone()));
        Assert.Equal(SrtpStatus.Replayed, Unprotect(restoredReceiver, packet));
        Assert.Equal(1u, restoredSender.NextRtcpIndex);
    }

    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void Protecting_and_unprotecting_allocates_nothing(SrtpSuite suite)
    {
        var key = SrtpKey.Random(suite);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        var packet = TestPackets.WithRoom(TestPackets.Rtp(1, 0));
        var report = TestPackets.WithRoom(TestPackets.SenderReport(1, 0));
        ushort sequence = 0;
        Allocations.AssertNone(() =>
        {
            sequence++;
            packet[2] = (byte)(sequence >> 8);
            packet[3] = (byte)sequence;
            sender.Protect(packet, 172, out var length);
            Assert.True(receiver.Unprotect(packet.AsSpan(0, length), out _) == SrtpStatus.Ok);
            sender.ProtectRtcp(report, 44, out length);
            Assert.True(receiver.UnprotectRtcp(report.AsSpan(0, length), out _) == SrtpStatus.Ok);
        });
    }

    private static SrtpContext Restore(SrtpContext context)
    {
        var sources = new SrtpSource[context.SourceCount];
        var count = context.CopySources(sources);
        return new SrtpContext(context.Key, sources.AsSpan(0, count), context.NextRtcpIndex);
    }

    private static byte[] Protect(SrtpContext context, byte[] plain)
    {
        var buffer = TestPackets.WithRoom(plain);
        Assert.Equal(SrtpStatus.Ok, context.Protect(buffer, plain.Length, out var length));
        return buffer[..length];
    }

    private static SrtpStatus Unprotect(SrtpContext context, byte[] packet) =>
        context.Unprotect((byte[])packet.Clone(), out _);
}
