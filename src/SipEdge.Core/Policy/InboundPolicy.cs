using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Policy;

/// <summary>
/// May this caller make this call, now? By the policy of its account, else of its ACL, else of its trunk: numbers, hours,
/// privacy, and where the call goes. An emergency call passes every policy; that a trunk is secure holds for it too.
/// </summary>
public static class InboundPolicy
{
    public static PolicyDecision Decide(
        in SipMessageView request, in AdmissionDecision admitted, in Arrival arrival, NumberKind called, Trail? trail = null)
    {
        if (admitted.Trunk is { Security: TrunkSecurity.Secure } trunk && arrival.Source.Transport != TransportKind.Tls)
        {
            trail?.Add(DecisionStage.Policy, StepOutcome.Refused, trunk.Line,
                $"trunk {trunk.Name} is secure, and the call came without TLS");
            return new PolicyDecision(
                ReasonCode.TrunkNotSecure, ReasonCodes.Status(ReasonCode.TrunkNotSecure), null, null, trunk.Line);
        }
        if (PolicyOf(admitted, out var attached) is not { } policy)
        {
            trail?.Add(DecisionStage.Policy, StepOutcome.Skipped, ConfigLine.None, "no policy is attached to this caller");
            return default;
        }
        trail?.Add(DecisionStage.Policy, StepOutcome.Noted, attached, $"policy {policy.Name} is this caller's");
        if (called == NumberKind.Emergency)
        {
            trail?.Add(DecisionStage.Policy, StepOutcome.Passed, policy.Line, "an emergency call: no policy holds it up");
            return default;
        }
        Span<byte> buffer = stackalloc byte[DialledNumber.MaxLength];
        var plan = admitted.Trunk?.Numbers ?? NumberPlan.Default;
        var number = SipUriView.TryParse(request.RequestUri, out var uri)
            ? buffer[..InboundNumber.Write(uri, NumberHeader.RequestUri, plan, buffer)]
            : [];
        return ByNumber(number, policy, trail) ?? ByTime(arrival, policy, trail) ?? ByPrivacy(request, admitted, policy, trail)
            ?? To(policy, trail);
    }

    /// <summary>
    /// And what becomes of the number on its way? A denied "+31900*" holds too when it was dialled as a route, or the plan of the
    /// trunk that the call goes to, makes one of it: 0031900 behind a route from 00 to +. Asked of international numbers only:
    /// other lists tell what is dialled here.
    /// </summary>
    public static PolicyDecision DecideRouted(
        in SipMessageView request, in AdmissionDecision admitted, NumberKind called, RouteModel? route, Trail? trail = null)
    {
        if (route is null or { IsEcho: true } || called != NumberKind.Ordinary
            || PolicyOf(admitted, out _) is not { Denied.IsEmpty: false } policy
            || !SipUriView.TryParse(request.RequestUri, out var uri))
        {
            return default;
        }
        Span<byte> buffer = stackalloc byte[RouteOptions.LongestPrepend + DialledNumber.MaxLength];
        foreach (var trunk in route.To.Trunks)
        {
            var length = CalledNumber.Leaving(uri, admitted.Trunk?.Numbers ?? NumberPlan.Default, route, trunk.Numbers, buffer);
            var number = buffer[..length];
            if (number.StartsWith("+"u8) && policy.Denied.Forbids(number))
            {
                trail?.Add(DecisionStage.Policy, StepOutcome.Refused, policy.DeniedLine,
                    $"to trunk {trunk.Name} it is {PrintableText.Of(number)}, which is denied");
                return Refuse(ReasonCode.CalledNotAllowed, policy, policy.DeniedLine);
            }
        }
        return default;
    }

    /// <summary>The most specific one.</summary>
    private static PolicyModel? PolicyOf(in AdmissionDecision admitted, out ConfigLine attached)
    {
        var rules = admitted.Account is { Caller.Policy: not null } account ? account.Caller
            : admitted.Acl is { Caller.Policy: not null } acl ? acl.Caller
            : admitted.Trunk?.Caller;
        attached = rules?.PolicyLine ?? ConfigLine.None;
        return rules?.Policy;
    }

    private static PolicyDecision? ByNumber(ReadOnlySpan<byte> number, PolicyModel policy, Trail? trail)
    {
        if (policy.Denied.Forbids(number))
        {
            trail?.Add(DecisionStage.Policy, StepOutcome.Refused, policy.DeniedLine, $"{PrintableText.Of(number)} is denied");
            return Refuse(ReasonCode.CalledNotAllowed, policy, policy.DeniedLine);
        }
        if (policy.Allowed is { } allowed && !allowed.Contains(number))
        {
            trail?.Add(DecisionStage.Policy, StepOutcome.Refused, policy.AllowedLine,
                $"{PrintableText.Of(number)} is not among the allowed numbers{Spelling.Hint(number, allowed)}");
            return Refuse(ReasonCode.CalledNotAllowed, policy, policy.AllowedLine);
        }
        trail?.Add(DecisionStage.Policy, StepOutcome.Passed, policy.Line, $"{PrintableText.Of(number)} may be called");
        return null;
    }

    private static PolicyDecision? ByTime(in Arrival arrival, PolicyModel policy, Trail? trail)
    {
        if (policy.Hours is not { } hours)
        {
            return null;
        }
        var open = hours.Contains(arrival.Time);
        trail?.Add(DecisionStage.Policy, open ? StepOutcome.Passed : StepOutcome.Refused, policy.HoursLine,
            $"{hours.Local(arrival.Time):dddd HH:mm} in {hours.Zone.Id} is {(open ? "within" : "outside")} the hours");
        return open ? null : Refuse(ReasonCode.OutsideHours, policy, policy.HoursLine);
    }

    private static PolicyDecision? ByPrivacy(
        in SipMessageView request, in AdmissionDecision admitted, PolicyModel policy, Trail? trail)
    {
        if (policy.Privacy == PrivacyMode.Any)
        {
            return null;
        }
        var anonymous = PresentedCaller.IsAnonymous(request, admitted);
        trail?.Add(DecisionStage.Policy, anonymous ? StepOutcome.Refused : StepOutcome.Passed, policy.PrivacyLine,
            anonymous ? "anonymous callers are refused" : "the caller says who it is");
        return anonymous ? Refuse(ReasonCode.CallerAnonymous, policy, policy.PrivacyLine) : null;
    }

    private static PolicyDecision To(PolicyModel policy, Trail? trail)
    {
        if (policy.Route is { } route)
        {
            trail?.Add(DecisionStage.Policy, StepOutcome.Decided, route.Line,
                $"the policy sends every call to {route.To.Name}");
        }
        return new PolicyDecision(ReasonCode.None, 0, null, policy.Route, policy.Line);
    }

    private static PolicyDecision Refuse(ReasonCode reason, PolicyModel policy, ConfigLine line) => new(
        reason, policy.RejectStatus == 0 ? ReasonCodes.Status(reason) : policy.RejectStatus, policy.RejectText, null, line);
}
