using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Routing;

public sealed class TargetOrderTests
{
    [Fact]
    public void Weights_are_shares_of_the_calls()
    {
        // 1 : 2 : 5, the second with two addresses that share its weight.
        TargetModel[] targets = [Target(0, 1, 0), Target(0, 2, 1), Target(0, 2, 1), Target(0, 5, 2)];
        var first = new int[4];
        for (var call = 0UL; call < 8000; call++)
        {
            first[Arrange(targets, call * 0x9E37_79B9)[0]]++;
        }

        Assert.Equal(0, first[2]);
        Assert.InRange(first[0], 850, 1150);
        Assert.InRange(first[1], 1850, 2150);
        Assert.InRange(first[3], 4850, 5150);
    }

    [Fact]
    public void A_lower_priority_comes_first_whatever_the_weight()
    {
        TargetModel[] targets = [Target(10, 0, 0), Target(20, 60000, 1), Target(20, 1, 2), Target(30, 9, 3)];
        for (var call = 0UL; call < 200; call++)
        {
            var order = Arrange(targets, call);
            Assert.Equal((0, 3), (order[0], order[3]));
        }
    }

    [Fact]
    public void Without_weights_the_calls_are_shared_equally()
    {
        TargetModel[] targets = [Target(0, 0, 0), Target(0, 0, 1), Target(0, 0, 2), Target(0, 0, 3)];
        var first = new int[4];
        for (var call = 0UL; call < 4000; call++)
        {
            first[Arrange(targets, call)[0]]++;
        }

        Assert.All(first, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Every_target_is_tried_once_and_addresses_of_a_record_stay_together()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var record = 0;
            var targets = Enumerable.Range(0, random.Next(1, 20))
                .Select(_ => (Priority: random.Next(3), Weight: random.Next(4)))
                .OrderBy(place => place.Priority)
                .SelectMany(place => Enumerable.Repeat((place, Record: record++), random.Next(1, 3)))
                .Select(row => Target(row.place.Priority, row.place.Weight, row.Record)).ToArray();
            var order = Arrange(targets, (ulong)random.NextInt64());

            Assert.True(order.Order().SequenceEqual(Enumerable.Range(0, targets.Length)), $"seed {seed}");
            Assert.True(order.Select(at => targets[at].Priority).SequenceEqual(targets.Select(target => target.Priority)), $"seed {seed}");
            var runs = order.Select(at => targets[at].Record).Aggregate(
                new List<int>(), (list, next) => list.Count > 0 && list[^1] == next ? list : [.. list, next]);
            Assert.True(runs.Count == runs.Distinct().Count(), $"seed {seed}");
        }
    }

    [Fact]
    public void An_order_allocates_nothing()
    {
        TargetModel[] targets = [Target(0, 1, 0), Target(0, 2, 1), Target(0, 5, 2)];
        var order = new byte[3];

        Allocations.AssertNone(() => TargetOrder.Arrange(targets, order, 7));
    }

    private static List<int> Arrange(TargetModel[] targets, ulong random)
    {
        var order = new byte[targets.Length];
        TargetOrder.Arrange(targets, order, random);
        return [.. order.Select(at => (int)at)];
    }

    private static TargetModel Target(int priority, int weight, int record) => new()
    {
        Address = SocketEndpoint.FromIpv4(0xC0000201, 5060),
        Transport = TransportKind.Udp,
        Listener = 0,
        Priority = priority,
        Weight = weight,
        Record = record,
        Origin = "SRV",
        HostPort = [],
    };
}
