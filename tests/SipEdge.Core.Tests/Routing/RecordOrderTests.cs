using System.Net;
using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Routing;

/// <summary>In which order the addresses of one gateway's name are tried (RFC 2782).</summary>
public sealed class RecordOrderTests
{
    private const string Name = "sip.example.com";

    private readonly AttemptPlan _plan = new();
    private readonly TrunkBoard _board = new(loops: 1);

    [Fact]
    public void Weights_are_shares_of_the_calls_whatever_number_of_addresses_a_record_has()
    {
        // 1 : 2 : 5, the second with two addresses that share its weight.
        var target = Target([Place(0, 1, 0), Place(0, 2, 1), Place(0, 2, 1), Place(0, 5, 2)]);
        var first = new int[4];
        for (var call = 0U; call < 8_000; call++)
        {
            first[Order(target, call * 0x9E37_79B9)[0]]++;
        }

        Assert.Equal(0, first[2]);
        Assert.InRange(first[0], 850, 1_150);
        Assert.InRange(first[1], 1_850, 2_150);
        Assert.InRange(first[3], 4_850, 5_150);
    }

    [Fact]
    public void A_lower_priority_comes_first_whatever_the_weight()
    {
        var target = Target([Place(10, 0, 0), Place(20, 60_000, 1), Place(20, 1, 2), Place(30, 9, 3)]);
        for (var call = 0U; call < 200; call++)
        {
            var order = Order(target, call * 0x9E37_79B9);
            Assert.Equal((0, 3), (order[0], order[3]));
        }
    }

    [Fact]
    public void Addresses_without_a_record_share_the_calls_equally()
    {
        var target = Target([Place(0, 0, 0), Place(0, 0, 1), Place(0, 0, 2), Place(0, 0, 3)]);
        var first = new int[4];
        for (var call = 0U; call < 4_000; call++)
        {
            first[Order(target, call * 0x9E37_79B9)[0]]++;
        }

        Assert.All(first, static count => Assert.InRange(count, 850, 1_150));
    }

    [Fact]
    public void Every_address_is_tried_once_and_those_of_a_record_follow_each_other()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var record = 0;
            SipPlace[] places =
            [
                .. Enumerable.Range(0, random.Next(1, 12))
                    .Select(_ => (Priority: random.Next(3), Weight: random.Next(4)))
                    .OrderBy(static row => row.Priority)
                    .SelectMany(row => Enumerable.Repeat((row, Record: record++), random.Next(1, 3)))
                    .Select(static one => Place(one.row.Priority, one.row.Weight, one.Record)),
            ];
            var order = Order(Target(places), (uint)random.NextInt64());

            Assert.True(order.Order().SequenceEqual(Enumerable.Range(0, places.Length)), $"seed {seed}");
            Assert.True(order.Select(at => places[at].Priority).SequenceEqual(places.Select(static place => place.Priority)), $"seed {seed}");
            var runs = order.Select(at => places[at].Record).Aggregate(
                new List<int>(), static (list, next) => list.Count > 0 && list[^1] == next ? list : [.. list, next]);
            Assert.True(runs.Count == runs.Distinct().Count(), $"seed {seed}");
        }
    }

    /// <summary>Addresses are told by their last octet.</summary>
    private List<int> Order(RouteTarget target, uint draw)
    {
        AttemptPlanner.Plan(_plan, target, _board, new PlannedCall(draw, Emergency: false), now: 1_000);
        return [.. _plan.Attempts.Select(static attempt => attempt.Target.Address.ToIPAddress().GetAddressBytes()[3] - 1)];
    }

    private static SipPlace Place(int priority, int weight, int record) =>
        new(default, TransportKind.Udp, priority, weight, record, "SRV");

    private static RouteTarget Target(SipPlace[] places)
    {
        var options = TestOptions.Edge() with
        {
            Trunks = TestOptions.Named(("peer", TestOptions.Trunk(TestOptions.Gateway("one", Name)))),
            Routes = [new RouteOptions { To = "peer" }],
        };
        var book = ConfiguredNames.Of(options).Aggregate(NameBook.Empty, (before, configured) => before.With(
            configured.Host,
            [.. places.Select(static (place, at) => place with
            {
                Address = SocketEndpoint.From(new IPAddress([198, 51, 100, (byte)(at + 1)]), 5060),
            })]));
        return ModelCompiler.Compile(options, TestOptions.SecretsOf(options), ConfigPositions.None, names: book).Routes.All[0].To;
    }
}
