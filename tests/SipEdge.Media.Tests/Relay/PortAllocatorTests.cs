using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

public sealed class PortAllocatorTests
{
    private static readonly UInt128 First = NumericAddress.FromIpv4(0x7F000001);
    private static readonly UInt128 Second = NumericAddress.FromIpv4(0x7F000002);

    [Theory]
    [InlineData(10000, 10001, 1)]
    [InlineData(10001, 10004, 1)]
    [InlineData(10001, 10005, 2)]
    [InlineData(10000, 10999, 500)]
    [InlineData(10000, 10129, 65)]
    [InlineData(65000, 65535, 268)]
    public void Every_pair_is_handed_out_once_per_address_and_no_more(int first, int last, int pairs)
    {
        var ports = new PortAllocator((ushort)first, (ushort)last);
        foreach (var address in new[] { First, Second })
        {
            var seen = new HashSet<ushort>();
            for (var i = 0; i < pairs; i++)
            {
                Assert.True(ports.TryTake(address, 0, out var port));
                Assert.Equal(0, port % 2);
                Assert.InRange(port, first, last - 1);
                Assert.True(seen.Add(port));
                Assert.True(ports.IsTaken(address, (ushort)(port + 1)));
            }

            Assert.False(ports.TryTake(address, 0, out _));
            ports.Return(address, (ushort)(first + (first & 1)));
            Assert.True(ports.TryTake(address, 0, out var again));
            Assert.Equal(first + (first & 1), again);
        }

        Assert.Equal(2 * pairs, ports.PairsInUse);
    }

    [Fact]
    public void The_next_port_is_not_the_one_after()
    {
        var ports = new PortAllocator(10000, 60000);
        var steps = 0;
        ports.TryTake(First, 0, out var before);
        for (var i = 0; i < 100; i++)
        {
            ports.TryTake(First, 0, out var port);
            steps += port == before + 2 ? 1 : 0;
            before = port;
        }

        Assert.InRange(steps, 0, 5);
    }

    [Fact]
    public void Giving_back_twice_is_noticed()
    {
        var ports = new PortAllocator(10000, 10009);
        ports.TryTake(First, 0, out var port);
        ports.Return(First, port);
        Assert.False(ports.IsTaken(First, port));
        Assert.Throws<InvalidOperationException>(() => ports.Return(First, port));
        Assert.Throws<InvalidOperationException>(() => ports.Return(Second, port));
    }

    [Fact]
    public void A_ring_is_bounded_and_keeps_order_for_many_writers()
    {
        var ring = new BoundedRing<int>(1024);
        Assert.True(ring.IsEmpty);
        var writers = Enumerable.Range(0, 4).Select(w => new Thread(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                while (!ring.TryWrite((w << 20) | i))
                {
                    Thread.Yield();
                }
            }
        })).ToArray();
        foreach (var writer in writers)
        {
            writer.Start();
        }

        var next = new int[4];
        for (var read = 0; read < 200_000;)
        {
            if (ring.TryRead(out var item))
            {
                Assert.Equal(next[item >> 20]++, item & 0xFFFFF);
                read++;
            }
        }

        Assert.True(ring.IsEmpty);
        for (var i = 0; i < 1024; i++)
        {
            Assert.True(ring.TryWrite(i));
        }

        Assert.False(ring.TryWrite(0));
    }
}
