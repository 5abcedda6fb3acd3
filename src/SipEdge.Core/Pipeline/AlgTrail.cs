using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Repairs;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>What an explanation says of a peer behind an ALG: the same questions that a live call asks.</summary>
internal static class AlgTrail
{
    public static void AddMended(Trail trail, AlgDamage mended, ConfigLine line)
    {
        if ((mended & AlgDamage.ContentLength) != 0)
        {
            trail.Add(DecisionStage.Message, StepOutcome.Noted, line,
                "Content-Length is not what the datagram holds: the body is taken to the datagram's end");
        }
        if ((mended & AlgDamage.Via) != 0)
        {
            trail.Add(DecisionStage.Message, StepOutcome.Noted, line,
                "Via names a port that it did not come from: answers go where it came from");
        }
    }

    public static void AddDoubted(
        Trail trail, in SipMessageView invite, in Arrival arrival, in RequestDecision decision, EdgeModel model)
    {
        if (decision.Outcome != RequestOutcome.Placed || CallerMedia.Of(decision.Admission, model) is not { AlgRepair: true } rules)
        {
            return;
        }
        if (!invite.Has(HeaderId.RecordRoute) && NameAddressView.TryParse(invite.First(HeaderId.Contact), out var contact)
            && NextHop.Of(contact.Uri, arrival.Source, rules.Leg.Nat) is var hop && hop != arrival.Source)
        {
            trail.Add(DecisionStage.Message, StepOutcome.Noted, rules.AlgRepairLine,
                $"Contact names {hop.Remote}: requests go to {arrival.Source.Remote}, where it speaks from");
        }
        if (AddressMix.IsIn(invite.Body))
        {
            trail.Add(DecisionStage.Media, StepOutcome.Noted, rules.AlgRepairLine,
                "the description names a private address here and a public one there: ports are learned from packets");
        }
    }
}
