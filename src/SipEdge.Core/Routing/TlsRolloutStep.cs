using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Routing;

/// <summary>
/// Trunks on their way to TLS (T-09): callers who are in it are tried over TLS first and, when that fails, as before; all others as
/// before only.
/// </summary>
public static class TlsRolloutStep
{
    private const int LongestName = 256;

    /// <param name="plan">Made already.</param>
    /// <param name="request">The INVITE.</param>
    /// <param name="admission">As whom it came in.</param>
    /// <param name="source">Where from.</param>
    public static void Apply(AttemptPlan plan, in SipMessageView request, in AdmissionDecision admission, UInt128 source)
    {
        Span<byte> buffer = stackalloc byte[LongestName];
        var caller = CallerOf(request, admission, buffer);
        for (var i = 0; i < plan.Attempts.Count; i++)
        {
            var (trunk, target) = (plan.Attempts[i].Trunk, plan.Attempts[i].Target);
            if (trunk.TlsRollout is not { } rollout || target.Transport != TransportKind.Tls)
            {
                continue;
            }
            if (rollout.Takes(caller, source))
            {
                plan.Move(i, PlaceOf(plan, trunk, i));
            }
            else
            {
                plan.Drop(i, ReasonCode.TlsRollout, rollout.Line);
                i--;
            }
        }
    }

    /// <summary>Before those of the same trunk that are not TLS and would have come first.</summary>
    private static int PlaceOf(AttemptPlan plan, TrunkModel trunk, int index)
    {
        var place = index;
        while (place > 0 && plan.Attempts[place - 1] is var before && before.Trunk == trunk
            && before.Target.Transport != TransportKind.Tls)
        {
            place--;
        }
        return place;
    }

    /// <summary>The account, which is proved; else what From says, which is enough to choose a way by.</summary>
    private static ReadOnlySpan<byte> CallerOf(
        in SipMessageView request, in AdmissionDecision admission, Span<byte> buffer)
    {
        if (admission.Account is { } account)
        {
            return Encoding.UTF8.TryGetBytes(account.Name, buffer, out var length) ? buffer[..length] : [];
        }
        return NameAddressView.TryParse(request.First(HeaderId.From), out var from) && SipUriView.TryParse(from.Uri, out var uri)
            ? uri.User
            : [];
    }
}
