using SipEdge.Core.Trunks;

namespace SipEdge.Core.Tests.Trunks;

public sealed class LiveLoadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Never_more_calls_than_the_limit_hold_a_share_however_many_loops_want_one(int limit)
    {
        const int Loops = 4;
        const int Rounds = 50_000;
        var load = new LiveLoad(Loops);
        var limits = LoadLimits.None with { MaxCalls = limit };
        var held = 0;
        var most = 0;
        var granted = 0;
        var threads = Enumerable.Range(0, Loops).Select(loop => new Thread(() =>
        {
            var shares = new Queue<CallShare>();
            for (var round = 0; round < Rounds; round++)
            {
                var share = default(CallShare);
                var direction = (CallDirection)(round & 1);
                if (share.TryTake(load, loop, direction, kbit: 64, limits) == LoadLimit.None)
                {
                    // Counted here only while the share is held, so this count never is above what the board counts.
                    var now = Interlocked.Increment(ref held);
                    InterlockedMax(ref most, now);
                    Interlocked.Increment(ref granted);
                    shares.Enqueue(share);
                }
                if (shares.Count > round % 3 && shares.TryDequeue(out var oldest))
                {
                    Interlocked.Decrement(ref held);
                    oldest.Give();
                }
            }
            while (shares.TryDequeue(out var rest))
            {
                Interlocked.Decrement(ref held);
                rest.Give();
            }
        })).ToArray();

        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.InRange(most, 1, limit);
        Assert.True(granted > Loops, $"only {granted} shares were granted");
        Assert.Equal((0, 0, 0L), (load.Inbound, load.Outbound, load.Kbit));
    }

    [Fact]
    public void A_share_is_refused_by_the_limit_of_its_direction_and_nothing_of_it_stays()
    {
        var load = new LiveLoad(2);
        var limits = new LoadLimits(MaxCalls: 3, MaxInbound: 1, MaxOutbound: 2, MaxKbit: 200);
        var inbound = default(CallShare);
        var second = default(CallShare);
        var outbound = default(CallShare);

        Assert.Equal(LoadLimit.None, inbound.TryTake(load, 0, CallDirection.Inbound, 80, limits));
        Assert.Equal(LoadLimit.Calls, second.TryTake(load, 1, CallDirection.Inbound, 80, limits));
        Assert.Equal(LoadLimit.Bandwidth, outbound.TryTake(load, 1, CallDirection.Outbound, 160, limits));
        Assert.Equal(LoadLimit.None, outbound.TryTake(load, 1, CallDirection.Outbound, 80, limits));
        Assert.Equal((1, 1, 160L), (load.Inbound, load.Outbound, load.Kbit));

        outbound.Change(30);
        Assert.Equal(110, load.Kbit);
        inbound.Give();
        inbound.Give();
        outbound.Give();
        Assert.Equal((0, 0, 0L), (load.Inbound, load.Outbound, load.Kbit));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
            {
                return;
            }
            seen = before;
        }
    }
}
