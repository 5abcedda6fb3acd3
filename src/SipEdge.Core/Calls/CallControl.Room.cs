using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Core.Trunks;
using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Calls;

// Room: what a call takes of the trunk it comes from, of the group and of the trunk it goes to (V-21).
internal sealed partial class CallControl
{
    /// <summary>Where it comes from, and the group it goes to. Null when there is room.</summary>
    private ReasonCode? TakeRoom(Call call, in RouteDecision route, long now)
    {
        var emergency = route.Kind == NumberKind.Emergency;
        if (call.Admission.Trunk is { } from
            && CallRoom.TryTake(
                ref call.InboundShare, services.Board.CellOf(from), from.CallLimits, CallDirection.Inbound, services.Identifiers.Loop,
                emergency, now) is var over and not ReasonCode.None)
        {
            return over;
        }
        return call.Plan.To?.Group is { } group
            && CallRoom.TryTake(
                ref call.GroupShare, services.Board.CellOf(group), group.Limits, services.Identifiers.Loop, emergency, now)
                is var full and not ReasonCode.None
            ? full
            : null;
    }

    /// <summary>The trunk that is tried. What the one before it took is given back.</summary>
    private ReasonCode? TakeRoom(Call call, TrunkModel trunk, long now)
    {
        call.OutboundShare.Give();
        var over = CallRoom.TryTake(
            ref call.OutboundShare, services.Board.CellOf(trunk), trunk.CallLimits, CallDirection.Outbound,
            services.Identifiers.Loop, call.Story.Emergency, now);
        return over == ReasonCode.None ? null : over;
    }

    /// <summary>What was guessed becomes what was agreed on.</summary>
    private static void CountBandwidth(Call call)
    {
        var kbit = 0;
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (call.Negotiation.IsRelayed(line))
            {
                kbit += call.Negotiation.Kind(line) == MediaKind.Audio
                    ? CallBandwidth.OfVoice(call.Negotiation.Codec(line))
                    : CallBandwidth.Video;
            }
        }
        call.InboundShare.Change(kbit);
        call.GroupShare.Change(kbit);
        call.OutboundShare.Change(kbit);
    }
}
