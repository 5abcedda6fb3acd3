using System.Buffers.Binary;
using System.Net;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

public class AddressTableTests
{
    private static readonly AclModel Acl = new()
    {
        Index = 0,
        Name = "a",
        Require = RequireMode.Ip,
        HasAddresses = true,
        HasAccounts = false,
        HasTokens = false,
        AllowAnySource = false,
        AllowCleartextToken = false,
    };

    [Fact]
    public void A_look_up_finds_what_a_scan_of_all_entries_finds_innermost_first()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var entries = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Entry(RandomPrefix(random))).ToList();
            var table = new AddressTable(entries);
            foreach (var address in Interesting(entries).Concat(Enumerable.Range(0, 50).Select(_ => RandomAddress(random))))
            {
                var found = new List<AddressEntry>();
                foreach (var entry in table.Find(address))
                {
                    found.Add(entry);
                }
                var expected = entries.Where(entry => entry.Prefix.Contains(address)).ToList();
                Assert.True(found.Count == expected.Count && !found.Except(expected).Any(), $"seed {seed}, round {round}, {address:x}");
                Assert.Equal(found.Select(entry => entry.Prefix.Length).OrderDescending(), found.Select(entry => entry.Prefix.Length));
            }
        }
    }

    [Fact]
    public void An_empty_table_knows_nobody() => Assert.False(new AddressTable([]).Find(UInt128.One).GetEnumerator().MoveNext());

    [Fact]
    public void A_look_up_among_a_hundred_thousand_entries_allocates_nothing()
    {
        var table = new AddressTable(Enumerable.Range(0, 100_000).Select(i => Entry(V4((uint)i * 40_009u))).ToList());
        var address = SocketEndpoint.FromIpv4(5 * 40_009u, 0).Address;
        Allocations.AssertNone(() =>
        {
            var found = 0;
            foreach (var entry in table.Find(address))
            {
                found += entry.Prefix.Length;
            }
            Assert.True(found == 128);
        });
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("::/0", "::/0")]
    [InlineData("192.0.2.0/255.255.255.0", "192.0.2.0/24")]
    public void Prefixes_are_read_as_written(string text, string expected)
    {
        Assert.True(AddressPrefix.TryParse(text, out var prefix, out var why), why);
        Assert.Equal(expected, prefix.ToString());
    }

    [Theory]
    [InlineData("12.345.678.9", "not a valid IP address")]
    [InlineData("192.0.2", "not a valid IP address")]
    [InlineData("192.0.2.01", "not a valid IP address")]
    [InlineData("192.0.2.1/33", "not a prefix length")]
    [InlineData("192.0.2.1/24", "the network is 192.0.2.0/24")]
    [InlineData("192.0.2.0/255.0.255.0", "not a prefix length")]
    [InlineData("192.0.2.0/-1", "not a prefix length")]
    [InlineData("pbx.example.net", "is not an IP address")]
    [InlineData("fe80::1%eth0", "not a valid IP address")]
    [InlineData("", "not a valid IP address")]
    public void What_is_no_prefix_is_refused_with_the_reason(string text, string expected)
    {
        Assert.False(AddressPrefix.TryParse(text, out _, out var why));
        Assert.Contains(expected, why);
    }

    private static AddressEntry Entry(AddressPrefix prefix) => new() { Prefix = prefix, Acl = Acl };

    private static AddressPrefix V4(uint address) => AddressPrefix.Of(new IPAddress(BinaryPrimitives.ReverseEndianness(address)));

    // Few bits that vary, so that prefixes nest and touch.
    private static AddressPrefix RandomPrefix(Random random)
    {
        while (true)
        {
            var text = random.Next(2) == 0
                ? $"{random.Next(4) * 64}.{random.Next(2) * 128}.0.{random.Next(4)}/{random.Next(0, 33)}"
                : $"{random.Next(4) * 0x4000:x}::{random.Next(3):x}/{random.Next(0, 129)}";
            if (AddressPrefix.TryParse(text, out var prefix, out _))
            {
                return prefix;
            }
        }
    }

    private static UInt128 RandomAddress(Random random) => random.Next(2) == 0
        ? SocketEndpoint.FromIpv4((uint)random.NextInt64(), 0).Address
        : ((UInt128)(ulong)random.NextInt64() << 65) | (ulong)random.NextInt64();

    private static IEnumerable<UInt128> Interesting(List<AddressEntry> entries) =>
        entries.SelectMany(entry => new[] { entry.Prefix.First, entry.Prefix.Last, entry.Prefix.First - 1, entry.Prefix.Last + 1 })
            .Append(UInt128.Zero).Append(UInt128.MaxValue);
}
