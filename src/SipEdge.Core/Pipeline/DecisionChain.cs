using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Phones.Registering;
using SipEdge.Core.Policy;
using SipEdge.Core.Routing;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Everything that is decided about a request outside a dialog, in order. Each stage is a function from what is known to a
/// value; only this file knows the order, and it acts on nothing: <see cref="EdgePipeline"/> does, and an explanation prints it.
/// </summary>
public static class DecisionChain
{
    public static RequestDecision Decide(
        in SipMessageView request, in Arrival arrival, EdgeModel model, INonceJudge nonces, Trail? trail = null)
    {
        if (ScannerCheck.Find(request, arrival.Source, model, trail) is { } scanner)
        {
            return RequestDecision.TurnedAway(
                new AdmissionDecision(AdmissionVerdict.Drop, ReasonCode.Scanner, 0, Line: scanner.Line));
        }
        var admission = AdmissionPolicy.Decide(request, arrival, model, nonces, trail);
        if (admission.Verdict != AdmissionVerdict.Admit)
        {
            if (request.Method != SipMethod.Options || admission.Domain is not { AnswerOptions: true } domain)
            {
                return RequestDecision.TurnedAway(admission);
            }
            trail?.Add(DecisionStage.Rules, StepOutcome.Decided, domain.Line,
                $"{domain.Name} answers OPTIONS to whoever asks (answer_options)");
            return RequestDecision.Answered(admission);
        }
        return DecideAdmitted(request, admission, arrival, model, trail);
    }

    /// <summary>What is decided about somebody who is let in.</summary>
    public static RequestDecision DecideAdmitted(
        in SipMessageView request, in AdmissionDecision admission, in Arrival arrival, EdgeModel model, Trail? trail = null)
    {
        if (admission.Trunk is { Active: false } off)
        {
            return SwitchedOff(request, admission, off, model, trail);
        }
        if (request.Method == SipMethod.Register && admission.Domain is { Phones: { } phones })
        {
            return RegisterCheck.Check(request, admission, phones, trail) is { } unwanted
                ? RequestDecision.Refused(admission, unwanted, ReasonCodes.Status(unwanted), phones.Line)
                : RequestDecision.Registers(admission);
        }
        if (PassRules.MustRegister(request, admission, arrival))
        {
            var line = admission.Domain!.Phones!.Line;
            trail?.Add(DecisionStage.Rules, StepOutcome.Refused, line, ReasonCodes.Meaning(ReasonCode.PhoneNotRegistered));
            return RequestDecision.Refused(
                admission, ReasonCode.PhoneNotRegistered, ReasonCodes.Status(ReasonCode.PhoneNotRegistered), line);
        }
        if (RequestRules.Check(
            request, admission.Trunk?.Session ?? SessionRules.Default, PassRules.Of(admission, arrival), trail) is { } broken)
        {
            return RequestDecision.Refused(admission, broken, ReasonCodes.Status(broken), admission.Line);
        }
        var isOptions = request.Method == SipMethod.Options;
        var called = isOptions ? NumberKind.Ordinary : KindOf(request, admission, arrival, model);
        if (admission.Trunk is { } from && TrunkGate.Check(from, called == NumberKind.Emergency) is not ReasonCode.None and var gate)
        {
            // OPTIONS too: a peer that asks before it calls then calls elsewhere.
            trail?.Add(DecisionStage.Trunk, StepOutcome.Refused, from.StateLine, TrunkGate.Describe(from, gate));
            return RequestDecision.Refused(admission, gate, TrunkGate.Status(from, gate), from.StateLine);
        }
        if (isOptions)
        {
            return RequestDecision.Answered(admission);
        }
        if (ReplacesRule.Decide(request, admission, trail) is { } taking)
        {
            return taking;
        }
        var phone = PhoneCall.Decide(request, admission, arrival, trail);
        if (phone is { Found: false } nobody)
        {
            return RequestDecision.Refused(admission, nobody.Reason, nobody.Status, nobody.Line);
        }
        // What may be dialled is no question where the PBX rings its own phone.
        var policy = phone is null ? InboundPolicy.Decide(request, admission, arrival, called, trail) : default;
        if (!policy.Granted)
        {
            return RequestDecision.Refused(admission, policy.Reason, policy.Status, policy.Line) with { Phrase = policy.Phrase };
        }
        var callerId = CallerIdCheck.Decide(request, admission, called, trail);
        if (!callerId.Granted)
        {
            return RequestDecision.Refused(admission, callerId.Reason, callerId.Status, callerId.Line);
        }
        var route = phone is { } registered ? registered
            : policy.Route is { } chosen
            ? RouteSelector.Take(chosen, called, trail)
            : RouteSelector.Select(request, admission, model, arrival.Time, trail);
        if (!route.Found)
        {
            return RequestDecision.Refused(admission, route.Reason, route.Status, route.Line);
        }
        var routed = phone is null ? InboundPolicy.DecideRouted(request, admission, called, route.Route, trail) : default;
        if (routed.Granted && PassRules.IsPassed(request.Method))
        {
            return Passed(request, admission, callerId, route, trail);
        }
        return routed.Granted
            ? RequestDecision.Placed(admission, callerId, route)
            : RequestDecision.Refused(admission, routed.Reason, routed.Status, routed.Line) with { Phrase = routed.Phrase };
    }

    /// <summary>No call: the target's trunk must take it as well.</summary>
    private static RequestDecision Passed(
        in SipMessageView request, in AdmissionDecision admission, in CallerIdDecision callerId, in RouteDecision route, Trail? trail)
    {
        var refused = route.Route!.To.Trunks.IsEmpty ? ReasonCode.MethodNotTaken : (ReasonCode?)null; // the echo
        foreach (var trunk in route.Route.To.Trunks)
        {
            refused ??= PassRules.CheckTarget(request, trunk.Signalling);
        }
        trail?.Add(
            DecisionStage.Rules, refused is null ? StepOutcome.Passed : StepOutcome.Refused, route.Line,
            refused is { } reason ? ReasonCodes.Meaning(reason) : "where it goes takes it");
        return refused is { } broken
            ? RequestDecision.Refused(admission, broken, ReasonCodes.Status(broken), route.Line)
            : RequestDecision.Passed(admission, callerId, route);
    }

    /// <summary>With the status of the trunk, or like a stranger.</summary>
    private static RequestDecision SwitchedOff(
        in SipMessageView request, in AdmissionDecision admission, TrunkModel off, EdgeModel model, Trail? trail)
    {
        trail?.Add(DecisionStage.Trunk, StepOutcome.Refused, off.StateLine, TrunkGate.Describe(off, ReasonCode.TrunkDisabled));
        return off.WhenInactive == 0
            ? RequestDecision.TurnedAway(
                AdmissionPolicy.AsStranger(admission, ReasonCode.TrunkDisabled, off.StateLine, model, request.Method))
            : RequestDecision.Refused(
                admission, ReasonCode.TrunkDisabled, TrunkGate.Status(off, ReasonCode.TrunkDisabled), off.StateLine);
    }

    /// <summary>
    /// Rules make way for an emergency call, and only its route knows one behind the digit for an outside line.
    /// </summary>
    private static NumberKind KindOf(
        in SipMessageView request, in AdmissionDecision admission, in Arrival arrival, EdgeModel model) =>
        model.Emergency.IsEmpty ? NumberKind.Ordinary : RouteSelector.Select(request, admission, model, arrival.Time).Kind;
}
