using SipEdge.Core.Abuse;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Abuse;

public sealed class SourceTableTests
{
    [Fact]
    public void The_hash_is_SipHash_2_4()
    {
        // The reference implementation's vector for the key 00..0f and the message 00..0f.
        var hash = new KeyedHash(0x0706050403020100, 0x0F0E0D0C0B0A0908);
        Assert.Equal(0x3F2ACC7F57C29BDBUL, hash.Of(0x0706050403020100, 0x0F0E0D0C0B0A0908));
    }

    [Fact]
    public void A_million_sources_take_no_more_memory_than_one()
    {
        var table = new SourceTable(131_072);
        var bytes = table.Bytes;
        Claim(table, 0);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var source = 1u; source <= 1_000_000; source++)
        {
            Claim(table, source);
        }

        // Not a byte for each: what is left is this thread's buffer, retired when another test's collection came in between.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < 100_000);
        Assert.Equal((131_072, bytes), (table.Capacity, table.Bytes));
        Assert.Equal(131_072 * 32.5, bytes);
        Assert.Equal(1_000_001, table.Count + table.Replaced);
        Assert.True(table.Count <= table.Capacity);
    }

    [Fact]
    public void A_million_sources_have_a_place_each_when_there_is_room()
    {
        var table = new SourceTable(4_194_304);
        for (var source = 0u; source < 1_000_000; source++)
        {
            Claim(table, source);
        }

        // Eight places to a set at a quarter full: hardly any set overflows.
        Assert.True(table.Replaced < 1_000, $"{table.Replaced} were replaced");
    }

    [Fact]
    public void A_proven_source_outlives_a_flood_that_sends_and_fails()
    {
        var table = new SourceTable(1_024);
        var proven = Address(0xC0000201);
        SourceMarks.Prove(ref table.Claim(proven, 1).Marks, 3_600_000);
        for (var source = 0u; source < 100_000; source++)
        {
            var slot = table.Claim(Address(source), 1_000);
            slot.Bucket = 1_000_000_000;
            slot.Score = 1_000_000_000;
        }
        Assert.True(table.TryFind(proven, out var kept));
        Assert.True(SourceMarks.Read(ref kept.Marks).IsProven(1_000));
    }

    [Fact]
    public void Of_equals_the_one_that_has_been_quiet_longest_is_forgotten()
    {
        var table = new SourceTable(8);
        for (var source = 0u; source < 8; source++)
        {
            table.Claim(Address(source), source).Bucket = 1_000 + source;
        }
        table.Claim(Address(0), 9).Bucket = 5_000;
        table.Claim(Address(100), 10).Bucket = 6_000;

        Assert.True(table.TryFind(Address(0), out _));
        Assert.False(table.TryFind(Address(1), out _));
        Assert.Equal((8, 1), (table.Count, table.Replaced));
    }

    [Fact]
    public void A_new_source_inherits_nothing()
    {
        var table = new SourceTable(8);
        for (var source = 0u; source < 100; source++)
        {
            var slot = table.Claim(Address(source), 1);
            Assert.Equal((0, 0, 0), (slot.Bucket, slot.Score, slot.Marks));
            slot.Bucket = slot.Score = slot.Marks = source + 1;
        }
    }

    [Fact]
    public void However_many_threads_bring_new_sources_at_once_each_has_one_place()
    {
        var table = new SourceTable(1 << 16);
        var rate = new TokenBucket(new RateOptions(1, 3));
        var passed = 0;
        Parallel.For(0, 4, _ =>
        {
            for (var source = 0u; source < 5_000; source++)
            {
                for (var time = 0; time < 3; time++)
                {
                    var slot = table.Claim(Address(source), 1);
                    if (rate.TryTake(ref slot.Bucket, 1))
                    {
                        Interlocked.Increment(ref passed);
                    }
                }
            }
        });

        // Three each, not three for each thread that thought it had found the source first.
        Assert.Equal((5_000, 0, 15_000), (table.Count, table.Replaced, passed));
    }

    [Fact]
    public void An_ipv6_network_of_64_bits_is_one_source()
    {
        var one = SourceAddress.Of(Parse("2001:db8:1:2::1"));
        Assert.Equal(one, SourceAddress.Of(Parse("2001:db8:1:2:ffff:ffff:ffff:ffff")));
        Assert.NotEqual(one, SourceAddress.Of(Parse("2001:db8:1:3::1")));
        Assert.NotEqual(SourceAddress.Of(Parse("192.0.2.1")), SourceAddress.Of(Parse("192.0.2.2")));
    }

    [Fact]
    public void Marks_hold_every_fact_in_one_word()
    {
        var word = 0L;
        SourceMarks.Prove(ref word, 3_600_001);
        SourceMarks.CountFailure(ref word, first: true);
        SourceMarks.Strike(ref word, 0, 86_400_000);
        Assert.Equal(1, SourceMarks.CountFailure(ref word, first: false));
        for (var time = 0; time < 5_000; time++)
        {
            SourceMarks.CountFailure(ref word, first: false);
        }
        var marks = SourceMarks.Read(ref word);
        Assert.Equal((true, false), (marks.IsProven(3_600_001), marks.IsProven(3_660_000))); // kept in full, in whole minutes
        Assert.Equal((1, 0), (marks.StrikesAt(86_399_999), marks.StrikesAt(86_400_000)));
        Assert.Equal(SourceMarks.MostFailures, marks.Failures);
        for (var time = 0; time < 100; time++)
        {
            SourceMarks.Strike(ref word, 1, 86_400_000);
        }
        Assert.Equal((SourceMarks.MostStrikes, true), (SourceMarks.Read(ref word).Strikes, SourceMarks.Read(ref word).IsProven(1)));
    }

    private static void Claim(SourceTable table, uint source) => table.Claim(Address(source), 1).Bucket = source;

    private static UInt128 Address(uint address) => SocketEndpoint.FromIpv4(address, 0).Address;

    private static UInt128 Parse(string address) => SocketEndpoint.From(System.Net.IPAddress.Parse(address), 0).Address;
}
