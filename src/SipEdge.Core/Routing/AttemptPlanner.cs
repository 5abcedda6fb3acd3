using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Routing;

/// <summary>
/// Which addresses is a call sent to, and in which order? By region, then as the group orders its trunks, the trunk its gateways
/// (priority, then weight) and the DNS the addresses of a name (RFC 2782); or the nearest of those whose priority is the same, where
/// that is preferred. What is not tried is told with its reason. An emergency
/// call tries everything in the end: what is down, has failed or is not registered comes after what is well.
/// </summary>
public static class AttemptPlanner
{
    /// <param name="plan">Is filled anew.</param>
    /// <param name="to">Where the route leads.</param>
    /// <param name="board">What is known of every address at this moment.</param>
    /// <param name="call">What of the call matters.</param>
    /// <param name="now">The loop's time.</param>
    public static void Plan(AttemptPlan plan, RouteTarget to, TrunkBoard board, in PlannedCall call, long now)
    {
        plan.Begin(to);
        if (to.Contact is { } phone)
        {
            plan.Add(to.Trunks[0], phone);
            return;
        }
        for (var i = 0; i < to.Members.Length; i++)
        {
            var member = to.Members[i];
            var closed = TrunkReason(member.Trunk, board, call);
            if (closed != ReasonCode.None && !(call.Emergency && closed == ReasonCode.TrunkNotRegistered))
            {
                plan.Skip(member.Trunk, null, null, closed, member.Trunk.StateLine);
                continue;
            }
            if (RoomReason(member.Trunk, board, call, now) is var full and not ReasonCode.None)
            {
                if (!member.Trunk.CallLimits.FailsOver)
                {
                    plan.Begin(to); // nobody else is asked
                    plan.Skip(member.Trunk, null, null, full, member.Trunk.CallLimits.Line);
                    return;
                }
                plan.Skip(member.Trunk, null, null, full, member.Trunk.CallLimits.Line);
                continue;
            }
            var draw = new WeightedDraw(call.Draw, i);
            AddGateways(plan, to.Regions, member, closed, draw.Place(member.Weight), board, draw, now);
        }
        RankRegions(plan, to.Regions, board, now);
        plan.Order(lastResorts: call.Emergency);
        if (!plan.HasCurrent)
        {
            plan.TakeLeastBad(board, now);
        }
    }

    private static ReasonCode TrunkReason(TrunkModel trunk, TrunkBoard board, in PlannedCall call)
    {
        var gate = TrunkGate.Check(trunk, call.Emergency);
        return gate != ReasonCode.None ? gate
            : board.CellOf(trunk).Registration.IsUsable ? ReasonCode.None
            : ReasonCode.TrunkNotRegistered;
    }

    private static ReasonCode RoomReason(TrunkModel trunk, TrunkBoard board, in PlannedCall call, long now) => call.Emergency
        ? ReasonCode.None
        : CallRoom.Check(board.CellOf(trunk), trunk.CallLimits, now);

    private static void AddGateways(
        AttemptPlan plan, RegionRules regions, GroupMember member, ReasonCode closed, double memberPlace, TrunkBoard board,
        WeightedDraw draw, long now)
    {
        var trunk = member.Trunk;
        for (var i = 0; i < trunk.Outbound.Length; i++)
        {
            var gateway = trunk.Outbound[i];
            var rank = regions.RankOf(gateway.Region);
            if (regions.IsBound && rank != 0)
            {
                plan.Skip(trunk, gateway, null, ReasonCode.RegionBound, regions.Line);
                continue;
            }
            if (gateway.Targets.IsEmpty)
            {
                plan.Skip(trunk, gateway, null, ReasonCode.NameUnresolved, gateway.Line);
                continue;
            }
            var ofGateway = draw.Next(i);
            var gatewayPlace = ofGateway.Place(gateway.Weight);
            for (var j = 0; j < gateway.Targets.Length; j++)
            {
                var target = gateway.Targets[j];
                var cell = board.CellOf(target);
                var order = new AttemptOrder(rank, member.Priority, gateway.Priority, target.Priority - gateway.Targets[0].Priority)
                {
                    MemberPlace = memberPlace,
                    GatewayPlace = gatewayPlace,
                    RecordPlace = ofGateway.Next(target.Record).PlaceOfRecord(target.Weight),
                    NearestOfAll = plan.To!.Prefer == GatewayPreference.LowestRtt,
                    NearestOfMember = plan.To.PreferenceOf(trunk) == GatewayPreference.LowestRtt,
                    RttMs = cell.Health?.SteadyRttMs ?? double.MaxValue,
                };
                plan.Offer(trunk, target, order, closed != ReasonCode.None ? closed : cell.WhyNot(trunk.Circuit, now));
            }
        }
    }

    /// <summary>A region that has come back waits behind the others until it has been well for a while.</summary>
    private static void RankRegions(AttemptPlan plan, RegionRules regions, TrunkBoard board, long now)
    {
        for (var rank = 0; rank < regions.Order.Length - 1; rank++)
        {
            if (plan.WellSince(rank, board, now) is { } since && now - since < regions.ReturnAfterMs && since > 0)
            {
                plan.PutBehind(rank, regions.Order.Length);
            }
        }
    }
}
