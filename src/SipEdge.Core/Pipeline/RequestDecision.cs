using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Policy;
using SipEdge.Core.Routing;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// All that was decided about a request outside a dialog. Reason, Status and Line: the step that ended it; with
/// <see cref="RequestOutcome.Placed"/> the admission's reason and the route's line.
/// </summary>
public readonly record struct RequestDecision(
    RequestOutcome Outcome, AdmissionDecision Admission, RouteDecision Route, ReasonCode Reason, int Status, ConfigLine Line)
{
    /// <summary>What number the call leaves with. Decided for what is placed.</summary>
    public CallerIdDecision CallerId { get; init; }

    /// <summary>Beside the status of a refusal; null for the status' own.</summary>
    public byte[]? Phrase { get; init; }

    internal static RequestDecision TurnedAway(in AdmissionDecision admission) =>
        new(RequestOutcome.TurnedAway, admission, default, admission.Reason, admission.Status, admission.Line);

    internal static RequestDecision Refused(in AdmissionDecision admission, ReasonCode reason, int status, ConfigLine line) =>
        new(RequestOutcome.Refused, admission, default, reason, status, line);

    internal static RequestDecision Answered(in AdmissionDecision admission) =>
        new(RequestOutcome.Answered, admission, default, admission.Reason, 200, admission.Line);

    internal static RequestDecision Passed(
        in AdmissionDecision admission, in CallerIdDecision callerId, in RouteDecision route) =>
        new(RequestOutcome.Passed, admission, route, admission.Reason, 0, route.Line) { CallerId = callerId };

    internal static RequestDecision Registers(in AdmissionDecision admission) =>
        new(RequestOutcome.Registers, admission, default, admission.Reason, 0, admission.Line);

    internal static RequestDecision Replaces(in AdmissionDecision admission) =>
        new(RequestOutcome.Replaces, admission, default, admission.Reason, 0, admission.Line);

    internal static RequestDecision Placed(
        in AdmissionDecision admission, in CallerIdDecision callerId, in RouteDecision route) =>
        new(RequestOutcome.Placed, admission, route, admission.Reason, 0, route.Line) { CallerId = callerId };
}
