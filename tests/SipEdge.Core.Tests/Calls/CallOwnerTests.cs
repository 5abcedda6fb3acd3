using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Calls;

public sealed class CallOwnerTests
{
    [Theory]
    [InlineData(0, 1, 1, 0)]
    [InlineData(5_000_000, 0xFFFFFF, 4, 3)]
    public void An_owner_survives_being_a_number(int slot, int generation, int purpose, int index)
    {
        var owner = new CallOwner(slot, generation, (OwnerPurpose)purpose, index);
        Assert.Equal(owner, CallOwner.From(owner.Value));
    }

    [Fact]
    public void A_used_again_slot_is_not_the_call_it_was()
    {
        var table = new CallTable(limit: 1, new BufferPool(), new LiveLoad(1), loop: 0, loops: 1, new MovedLegs());
        var first = table.Rent()!;
        var owner = new CallOwner(first.Slot, first.Generation, OwnerPurpose.Attempt);
        table.Return(first);
        var second = table.Rent()!;

        Assert.Same(first, second);
        Assert.False(table.TryGet(owner, out _));
    }

    [Fact]
    public void An_emergency_call_has_a_reserve_that_no_other_call_uses_and_that_ends()
    {
        var table = new CallTable(limit: 1, new BufferPool(), new LiveLoad(1), loop: 0, loops: 1, new MovedLegs());
        var ordinary = table.Rent()!;
        var reserve = Enumerable.Range(0, CallOptions.EmergencyReserve).Select(_ => table.Rent(emergency: true)!).ToArray();

        Assert.All(reserve, Assert.NotNull);
        Assert.Null(table.Rent(emergency: true));
        table.Return(reserve[0]);
        table.Return(ordinary);
        Assert.Null(table.Rent()); // the reserve is still in use: ordinary calls wait until it is free
        Assert.NotNull(table.Rent(emergency: true));
    }

    [Fact]
    public void The_table_lends_no_more_than_its_limit()
    {
        var table = new CallTable(limit: 2, new BufferPool(), new LiveLoad(1), loop: 0, loops: 1, new MovedLegs());
        var call = table.Rent();
        Assert.NotNull(table.Rent());
        Assert.Null(table.Rent());

        table.Return(call!);
        Assert.Equal(1, table.Count);
        Assert.NotNull(table.Rent());
    }

    [Fact]
    public void The_limit_is_that_of_all_loops_however_the_calls_fall_on_them()
    {
        var all = new LiveLoad(2);
        var (first, second) = (new CallTable(3, new BufferPool(), all, 0, 2, new MovedLegs()), new CallTable(3, new BufferPool(), all, 1, 2, new MovedLegs()));
        var calls = Enumerable.Range(0, 3).Select(_ => first.Rent()!).ToArray();

        Assert.All(calls, Assert.NotNull);
        Assert.Null(second.Rent());
        first.Return(calls[0]);
        Assert.NotNull(second.Rent());
        Assert.Null(first.Rent());
    }
}
