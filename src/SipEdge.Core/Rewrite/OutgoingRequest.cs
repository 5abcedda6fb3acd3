using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// The MESSAGE, SUBSCRIBE, NOTIFY or PUBLISH that a target gets: identity, number and headers by the same rules as an INVITE's
/// (<see cref="OutgoingInvite"/>).
/// </summary>
public static class OutgoingRequest
{
    /// <param name="headers">Gets the header lines.</param>
    /// <param name="request">As it came.</param>
    /// <param name="admission">That let it in.</param>
    /// <param name="forced">The number that its sender must show; null when it may show its own.</param>
    /// <param name="trunk">It goes to.</param>
    /// <param name="flow">The way there.</param>
    /// <param name="names">Made up by the edge.</param>
    /// <param name="uri">The Request-URI.</param>
    /// <param name="to">What To says.</param>
    /// <returns>Why there is no such request; null when there is.</returns>
    public static ReasonCode? Write(
        ref SipWriter headers, scoped in SipMessageView request, in AdmissionDecision admission, byte[]? forced, TrunkModel trunk,
        in Sip.Transport.Flow flow, scoped OutgoingNames names, scoped ReadOnlySpan<byte> uri, scoped ReadOnlySpan<byte> to)
    {
        var secure = uri.StartsWith("sips:"u8);
        var passage = new Passage(
            admission.Trunk, trunk, admission.Account, secure ? UriScheme.Sips : UriScheme.Sip, names.SentBy, forced);
        var outcome = passage.Decide(request);
        if (outcome.Impossible)
        {
            return ReasonCode.PrivacyUnknown;
        }
        headers.Header(HeaderId.MaxForwards, MaxForwards(request));
        IdentityRewriter.WriteFrom(ref headers, request, passage, outcome, names.LocalTag);
        OutgoingUri.WriteTo(ref headers, to);
        headers.Header(HeaderId.CallId, names.CallId);
        headers.Begin(HeaderId.CSeq);
        headers.Append(names.CSeq);
        headers.Append(" "u8);
        headers.Append(SipMethods.Name(request.Method));
        headers.End();
        if (request.Method is SipMethod.Subscribe or SipMethod.Notify)
        {
            OutgoingContact.Write(ref headers, trunk.ContactOn(flow.Listener, names.SentBy), flow.Transport, secure);
        }
        IdentityRewriter.WriteIdentity(ref headers, request, passage, outcome);
        HeaderPassage.Copy(ref headers, request, passage, outcome.IsPrivate);
        if (request.Method != SipMethod.Message)
        {
            EventLines.Copy(ref headers, request, withExpires: false);
        }
        return headers.Failed ? ReasonCode.Malformed : null;
    }

    private static int MaxForwards(scoped in SipMessageView request) => request.MaxForwards < 0
        ? LocalCapabilities.MaxForwards - 1
        : Math.Min(request.MaxForwards, LocalCapabilities.MaxForwards) - 1;
}
