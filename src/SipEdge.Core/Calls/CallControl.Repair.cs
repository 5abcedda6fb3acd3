using SipEdge.Core.Repairs;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Repairing: what a peer behind an ALG says of its place counts less than where it is seen (alg_repair). What was put right is
// counted, and stands in the record of the call.
internal sealed partial class CallControl
{
    private Flow HopOf(Call call, CallLeg leg, Dialog dialog, in Flow peer)
    {
        var hop = NextHop.Of(dialog, peer, leg.Rules, out var repaired);
        NoteRepair(call, leg, repaired);
        return hop;
    }

    /// <summary>The message under way was mended before it was read.</summary>
    private void NoteMended(Call call, in Flow flow)
    {
        if (services.Mender.Damage != AlgDamage.None)
        {
            (call.Caller.Peer.Remote == flow.Remote ? call.Caller : call.Callee).Repaired |= services.Mender.Damage;
        }
    }

    private void NoteDescription(Call call, CallLeg leg, ReadOnlySpan<byte> description)
    {
        if (leg.Rules.AlgRepair && AddressMix.IsIn(description))
        {
            NoteRepair(call, leg, AlgDamage.Description);
        }
    }

    private void NoteRepair(Call call, CallLeg leg, AlgDamage damage)
    {
        if ((damage & ~leg.Repaired) != 0)
        {
            leg.Repaired |= damage;
            metrics.AlgRepaired((leg.Trunk ?? call.Admission.Domain?.Phones?.Phones)?.Id ?? "", damage);
        }
    }

    /// <summary>
    /// An ALG writes ports that it never opened. Only the port is in doubt: the host stays one that was described, or the one that
    /// signalling comes from.
    /// </summary>
    private static LatchMode LatchOf(CallLeg leg, LatchMode agreed) =>
        agreed == LatchMode.Off && leg.Rules is { AlgRepair: true, Leg.Nat: not NatMode.No } ? LatchMode.LearnNearby : agreed;
}
