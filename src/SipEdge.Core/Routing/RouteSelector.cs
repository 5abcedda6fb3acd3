using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Routing;

/// <summary>Where does the call go? By the domain called, who calls, when, and the longest prefix of the number.</summary>
public static class RouteSelector
{
    public static RouteDecision Select(
        in SipMessageView request, in AdmissionDecision admitted, EdgeModel model, DateTimeOffset time, Trail? trail = null)
    {
        if (!SipUriView.TryParse(request.RequestUri, out var uri))
        {
            return Nowhere(ReasonCode.Malformed, default);
        }
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        var plan = admitted.Trunk?.Numbers ?? NumberPlan.Default;
        var length = InboundNumber.Write(uri, NumberHeader.RequestUri, plan, number);
        trail?.Add(DecisionStage.Number, StepOutcome.Noted, plan.Line,
            $"{PrintableText.Of(uri.User)} is taken for {PrintableText.Of(number[..length])}");
        var caller = new RouteCaller(admitted.Domain, admitted.Trunk, admitted.Acl, time, CallDraw.Of(request.CallId));
        var route = model.Routes.Find(number[..length], caller);
        if (route is null)
        {
            if (trail is not null)
            {
                TellNearMisses(number[..length], caller, model, trail);
            }
            trail?.Add(DecisionStage.Route, StepOutcome.Refused, admitted.Domain?.Line ?? default,
                $"no route matches {PrintableText.Of(number[..length])} for this caller");
            return Nowhere(ReasonCode.NoRoute, admitted.Domain?.Line ?? default);
        }
        if (route.LooksUpNumber)
        {
            trail?.Add(DecisionStage.Route, StepOutcome.Passed, route.Line,
                $"{PrintableText.Of(number[..length])} is looked up in the number table");
            if (model.Assigned.Find(number[..length]) is not { } assigned)
            {
                trail?.Add(DecisionStage.Route, StepOutcome.Refused, route.Line,
                    $"{PrintableText.Of(number[..length])} is assigned to nobody");
                return Nowhere(ReasonCode.NumberNotAssigned, route.Line);
            }
            route = assigned;
        }
        trail?.Add(DecisionStage.Route, StepOutcome.Decided, route.Line,
            $"{PrintableText.Of(number[..length])} goes to {route.To}");
        var kind = KindOf(number[..length], uri, plan, route, model);
        if (kind == NumberKind.Emergency)
        {
            trail?.Add(DecisionStage.Number, StepOutcome.Noted, model.SpecialNumbers.Line,
                "an emergency number: placed when the edge is full or drains, and not rewritten");
        }
        return Take(route, kind, trail);
    }

    /// <summary>The number called, or what is left of it without the digit for an outside line.</summary>
    private static NumberKind KindOf(
        ReadOnlySpan<byte> number, in SipUriView uri, NumberPlan plan, RouteModel route, EdgeModel model)
    {
        var kind = model.SpecialNumbers.KindOf(number);
        if (kind != NumberKind.Ordinary || (route.Strip == 0 && route.Prepend.Length == 0))
        {
            return kind;
        }
        Span<byte> routed = stackalloc byte[RouteOptions.LongestPrepend + DialledNumber.MaxLength];
        return model.SpecialNumbers.KindOf(routed[..CalledNumber.Route(uri, plan, route, routed)]);
    }

    /// <summary>A route that is chosen: whether some trunk that it leads to can be called.</summary>
    public static RouteDecision Take(RouteModel route, NumberKind kind, Trail? trail = null)
    {
        var (why, line) = (ReasonCode.None, route.Line);
        foreach (var trunk in route.To.Trunks)
        {
            var gate = TrunkGate.Check(trunk, kind == NumberKind.Emergency);
            if (gate == ReasonCode.None && !trunk.Outbound.IsEmpty)
            {
                return new RouteDecision(route, ReasonCode.None, 0, route.Line) { Kind = kind };
            }
            (why, line) = gate == ReasonCode.None ? (ReasonCode.NoGateway, trunk.Line) : (gate, trunk.StateLine);
            if (gate != ReasonCode.None)
            {
                trail?.Add(DecisionStage.Route, StepOutcome.Refused, trunk.StateLine, TrunkGate.Describe(trunk, gate));
            }
        }
        return new RouteDecision(route, why, ReasonCodes.Status(why), line) { Kind = kind };
    }

    /// <summary>Routes for this number that are for somebody else.</summary>
    private static void TellNearMisses(ReadOnlySpan<byte> number, in RouteCaller caller, EdgeModel model, Trail trail)
    {
        foreach (var route in model.Routes.All)
        {
            if (number.StartsWith(route.Prefix))
            {
                var difference = route.Difference(caller);
                trail.Add(DecisionStage.Route, StepOutcome.NearMiss, route.Line,
                    $"a route for {PrintableText.Of(number)}, but {difference}");
            }
        }
    }

    private static RouteDecision Nowhere(ReasonCode reason, ConfigLine line) =>
        new(null, reason, ReasonCodes.Status(reason), line);
}
