using SipEdge.Core.Calls;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Calls;

/// <summary>A call that no timer ends is noticed; one that gets on, or has nothing to do, is not.</summary>
public sealed class WedgeWatchTests
{
    private const long Bound = 300_000;

    private readonly Call _call = new(0, new BufferPool(), new NegotiationScratch());

    [Fact]
    public void A_state_that_nothing_ends_is_stuck_after_the_bound_and_not_before()
    {
        foreach (var state in Enum.GetValues<CallState>().Where(static state => state != CallState.Established))
        {
            _call.Watch = default;
            _call.State = state;
            Assert.False(_call.Watch.IsStuck(_call, Bound, 1_000));
            Assert.False(_call.Watch.IsStuck(_call, Bound, 1_000 + Bound));
            Assert.True(_call.Watch.IsStuck(_call, Bound, 1_001 + Bound));
        }
    }

    [Fact]
    public void A_call_that_is_up_is_never_stuck_but_for_a_request_that_stays_unanswered()
    {
        _call.State = CallState.Established;
        Assert.False(_call.Watch.IsStuck(_call, Bound, 1_000));
        Assert.False(_call.Watch.IsStuck(_call, Bound, 100_000_000));
        _call.InviteExchange.Active = true;
        _call.InviteExchange.Server = new TransactionId(7, 1);
        Assert.False(_call.Watch.IsStuck(_call, Bound, 100_000_001));
        Assert.True(_call.Watch.IsStuck(_call, Bound, 100_000_002 + Bound));
    }

    [Fact]
    public void One_request_after_another_is_no_wedge()
    {
        _call.State = CallState.Established;
        for (var request = 1; request < 50; request++)
        {
            _call.Exchanges[1].Active = true;
            _call.Exchanges[1].Server = new TransactionId(request, 1);
            Assert.False(_call.Watch.IsStuck(_call, Bound, request * Bound));
        }
    }
}
