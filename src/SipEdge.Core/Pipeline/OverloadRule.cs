using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>Which requests make way when a loop has more to do than it can: those that begin something.</summary>
internal static class OverloadRule
{
    /// <summary>
    /// Few, and not all the same: who asks again comes when others do not, and a next hop that is told a long time looks for another
    /// one for as long (RFC 3261 §21.5.4).
    /// </summary>
    public const uint LongestWaitSeconds = 4;

    /// <summary>
    /// False for REGISTER and OPTIONS, which cost little and without which a peer believes that the edge is gone, and for a call to an
    /// emergency number as it was dialled. Never asked of a request inside a dialog.
    /// </summary>
    public static bool MayWait(in SipMessageView request, EdgeModel model) => request.Method switch
    {
        SipMethod.Register or SipMethod.Options => false,
        SipMethod.Invite => model.Emergency.IsEmpty || !IsEmergency(request, model),
        _ => true,
    };

    private static bool IsEmergency(in SipMessageView invite, EdgeModel model)
    {
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        return SipUriView.TryParse(invite.RequestUri, out var uri)
            && model.Emergency.Contains(number[..DialledNumber.Write(uri, number)]);
    }
}
