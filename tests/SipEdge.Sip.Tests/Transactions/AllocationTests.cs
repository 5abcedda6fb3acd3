namespace SipEdge.Sip.Tests.Transactions;

public class AllocationTests
{
    [Fact]
    public void A_whole_call_on_both_sides_allocates_nothing_and_leaves_nothing()
    {
        var link = new DirectLink();
        Allocations.AssertNone(link.Call);
        Assert.True(link.IsEmpty);
        Assert.True(link.Finals >= 200);
    }
}
