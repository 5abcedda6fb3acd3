using System.Runtime.InteropServices;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

public sealed unsafe class SrtpBatchTests
{
    private const int Room = 2048;

    /// <summary>Packets of many keys, lengths and roll-over counts, in batches of all sizes, against one at a time.</summary>
    [Fact]
    public void A_batch_gives_the_bytes_that_single_packets_give()
    {
        const int contexts = 24;
        var random = new Random(9);
        var keys = Enumerable.Range(0, contexts)
            .Select(i => SrtpKey.Random(SrtpSuites.All[i % SrtpSuites.All.Length])).ToArray();
        var batchSend = keys.Select(k => new SrtpContext(k)).ToArray();
        var singleSend = keys.Select(k => new SrtpContext(k)).ToArray();
        var batchReceive = keys.Select(k => new SrtpContext(k)).ToArray();
        var sequences = Enumerable.Range(0, contexts).Select(i => 65_000 + (i * 20)).ToArray();
        var batch = new SrtpBatch(64);
        var memory = (byte*)NativeMemory.Alloc(64 * Room);
        for (var round = 0; round < 1500; round++)
        {
            var count = random.Next(1, 65);
            var plain = new byte[count][];
            var who = new int[count];
            batch.Clear();
            for (var i = 0; i < count; i++)
            {
                who[i] = random.Next(contexts);
                plain[i] = TestPackets.Rtp(
                    (uint)who[i], (ushort)sequences[who[i]]++, random.Next(5) == 0 ? random.Next(1200) : 160);
                plain[i].CopyTo(new Span<byte>(memory + (i * Room), Room));
                batch.Add(batchSend[who[i]], memory + (i * Room), plain[i].Length);
            }

            batch.Protect();
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(SrtpStatus.Ok, batch.Result(i, out var length));
                var expected = TestPackets.WithRoom(plain[i]);
                Assert.Equal(SrtpStatus.Ok, singleSend[who[i]].Protect(expected, plain[i].Length, out var expectedLength));
                var actual = new ReadOnlySpan<byte>(memory + (i * Room), length);
                Assert.True(expected.AsSpan(0, expectedLength).SequenceEqual(actual));
            }

            var lengths = Enumerable.Range(0, count).Select(i => { batch.Result(i, out var l); return l; }).ToArray();
            batch.Clear();
            for (var i = 0; i < count; i++)
            {
                batch.Add(batchReceive[who[i]], memory + (i * Room), lengths[i]);
            }

            batch.Unprotect();
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(SrtpStatus.Ok, batch.Result(i, out var length));
                Assert.True(plain[i].AsSpan().SequenceEqual(new ReadOnlySpan<byte>(memory + (i * Room), length)));
            }
        }

        NativeMemory.Free(memory);
        var sources = new SrtpSource[8];
        batchReceive[0].CopySources(sources);
        Assert.True(sources[0].RollOverCounter >= 1);
    }

    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void A_packet_that_is_only_verified_stays_as_it_is(SrtpSuite suite)
    {
        var key = SrtpKey.Random(suite);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        var batch = new SrtpBatch(8);
        var memory = (byte*)NativeMemory.Alloc(8 * Room);
        var packets = new byte[8][];
        for (var i = 0; i < 8; i++)
        {
            packets[i] = TestPackets.WithRoom(TestPackets.Rtp(1, (ushort)i));
            Assert.Equal(SrtpStatus.Ok, sender.Protect(packets[i], 172, out var length));
            packets[i] = packets[i][..length];
            packets[i][20] ^= (byte)(i == 5 ? 1 : 0);
            packets[i].CopyTo(new Span<byte>(memory + (i * Room), Room));
            batch.Add(receiver, memory + (i * Room), length, verifyOnly: true);
        }

        batch.Unprotect();
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(i == 5 ? SrtpStatus.BadAuthentication : SrtpStatus.Ok, batch.Result(i, out var length));
            Assert.True(packets[i].AsSpan().SequenceEqual(new ReadOnlySpan<byte>(memory + (i * Room), length)));
        }

        NativeMemory.Free(memory);
        Assert.Equal(SrtpStatus.Replayed, receiver.Verify(packets[7]));
    }

    [Fact]
    public void A_mixed_batch_allocates_nothing()
    {
        var senders = new SrtpContext[18];
        var receivers = new SrtpContext[18];
        for (var i = 0; i < senders.Length; i++)
        {
            var key = SrtpKey.Random(SrtpSuites.All[i % SrtpSuites.All.Length]);
            senders[i] = new SrtpContext(key);
            receivers[i] = new SrtpContext(key);
        }

        var batch = new SrtpBatch(senders.Length);
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)(senders.Length * Room));
        ushort sequence = 0;
        Allocations.AssertNone(() =>
        {
            sequence++;
            batch.Clear();
            for (var i = 0; i < senders.Length; i++)
            {
                var packet = memory + (i * Room);
                packet[0] = 0x80;
                packet[2] = (byte)(sequence >> 8);
                packet[3] = (byte)sequence;
                batch.Add(senders[i], packet, 172);
            }

            batch.Protect();
            batch.Clear();
            for (var i = 0; i < senders.Length; i++)
            {
                batch.Add(receivers[i], memory + (i * Room), 172 + receivers[i].TagLength);
            }

            batch.Unprotect();
            for (var i = 0; i < senders.Length; i++)
            {
                Assert.True(batch.Result(i, out var length) == SrtpStatus.Ok && length == 172);
            }
        });
        NativeMemory.Free(memory);
    }

    [Theory]
    [ClassData(typeof(SrtpSuiteData))]
    public void Forgeries_and_copies_in_a_batch_do_not_disturb_the_good_ones(SrtpSuite suite)
    {
        var key = SrtpKey.Random(suite);
        var length = 172 + SrtpSuites.TagLength(suite);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        var batch = new SrtpBatch(40);
        var memory = (byte*)NativeMemory.Alloc(40 * Room);
        for (var i = 0; i < 40; i++)
        {
            var packet = TestPackets.WithRoom(TestPackets.Rtp(1, (ushort)((i / 2) + (i % 2 == 0 ? 0 : 1000))));
            if (i % 2 == 0)
            {
                sender.Protect(packet, 172, out _);
            }

            if (i == 3)
            {
                new Span<byte>(memory, length).CopyTo(packet); // a copy of the first good one, in the same batch
            }

            packet.AsSpan(0, length).CopyTo(new Span<byte>(memory + (i * Room), Room));
            batch.Add(receiver, memory + (i * Room), length);
        }

        batch.Unprotect();
        for (var i = 0; i < 40; i++)
        {
            var expected = i % 2 == 0 ? SrtpStatus.Ok : i == 3 ? SrtpStatus.Replayed : SrtpStatus.BadAuthentication;
            Assert.Equal(expected, batch.Result(i, out _));
        }

        NativeMemory.Free(memory);
    }
}
