using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

public class BufferPoolTests
{
    [Theory]
    [InlineData(0, 256)]
    [InlineData(256, 256)]
    [InlineData(257, 512)]
    [InlineData(512, 512)]
    [InlineData(1025, 2048)]
    [InlineData(8192, 8192)]
    [InlineData(8193, 65_536)]
    [InlineData(65_536, 65_536)]
    public void A_size_is_met_by_the_smallest_class(int size, int length)
    {
        var pool = new BufferPool();
        var lease = pool.Rent(size);
        Assert.Equal(length, lease.Memory.Length);
        var array = lease.Array;
        pool.Return(ref lease);
        Assert.True(lease.IsEmpty);
        Assert.Same(array, pool.Rent(size).Array);
    }

    [Fact]
    public void More_than_a_message_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BufferPool().Rent(BufferPool.MaxSize + 1));

    [Fact]
    public void What_is_out_is_counted_and_an_empty_lease_is_nothing()
    {
        var pool = new BufferPool();
        var first = pool.Rent(10);
        var second = pool.Rent(10);
        Assert.Equal(2, pool.RentedCount);
        pool.Return(ref first);
        pool.Return(ref first);
        pool.Return(ref second);
        Assert.Equal(0, pool.RentedCount);
    }

#if DEBUG
    [Fact]
    public void A_debug_build_names_who_has_not_returned_and_spoils_what_was()
    {
        var pool = new BufferPool();
        var lease = pool.Rent(10);
        Assert.StartsWith("BufferPoolTests.cs:", pool.Outstanding(), StringComparison.Ordinal);
        var copy = lease;
        pool.Return(ref lease);
        Assert.True(copy.Memory.IndexOfAnyExcept((byte)0xDD) < 0);
        Assert.Throws<InvalidOperationException>(() => pool.Return(ref copy));
    }
#endif
}
