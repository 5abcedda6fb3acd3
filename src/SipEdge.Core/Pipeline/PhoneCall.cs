using SipEdge.Core.Admission;
using SipEdge.Core.Phones;
using SipEdge.Core.Routing;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>Is this a call of the PBX to a contact that the edge has registered there, and where is that phone?</summary>
internal static class PhoneCall
{
    /// <summary>Null when an ordinary number is called.</summary>
    public static RouteDecision? Decide(
        in SipMessageView request, in AdmissionDecision admission, in Arrival arrival, Trail? trail)
    {
        if (admission.Domain is not { Phones: { } phones } domain || !SipUriView.TryParse(request.RequestUri, out var uri)
            || !PhoneToken.TryRead(uri.User, out _))
        {
            return null;
        }
        // Whoever else has learnt what the PBX calls a phone gets no further than with a made-up one.
        var known = arrival.CalledPhone is { } phone && phone.Domain == domain.Name && phone.ExpiresAt > arrival.Now
            && ReferenceEquals(admission.Trunk, phones.Pbx);
        var reason = !known ? ReasonCode.PhoneUnknown
            : arrival.CalledPhone!.Reachable ? ReasonCode.None
            : ReasonCode.PhoneUnreachable;
        trail?.Add(
            DecisionStage.Route, reason == ReasonCode.None ? StepOutcome.Decided : StepOutcome.Refused, phones.Line,
            reason == ReasonCode.None
                ? $"the contact of {PrintableText.Of(arrival.CalledPhone!.User)}, at {arrival.CalledPhone.Path.Flow.Remote}"
                : ReasonCodes.Meaning(reason));
        return reason == ReasonCode.None
            ? new RouteDecision(arrival.CalledPhone!.Path.RouteBy(phones), ReasonCode.None, 0, phones.Line)
            : new RouteDecision(null, reason, ReasonCodes.Status(reason), phones.Line);
    }
}
