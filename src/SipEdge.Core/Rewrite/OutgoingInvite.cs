using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// The INVITE a gateway gets: Request-URI and every header but Via and the body's. A function of what came, what was decided
/// and what the edge made up, so that a live call and an explanation of it cannot differ.
/// </summary>
public static class OutgoingInvite
{
    /// <param name="headers">Gets the header lines.</param>
    /// <param name="invite">As the caller sent it.</param>
    /// <param name="admission">That let it in.</param>
    /// <param name="forced">The number that the caller must leave with, in canonical form; null when it may keep its own.</param>
    /// <param name="route">To a trunk or a group, not to the echo.</param>
    /// <param name="trunk">The one that is tried.</param>
    /// <param name="target">Of a gateway of that trunk.</param>
    /// <param name="names">Made up by the edge.</param>
    /// <param name="uri">Gets the Request-URI; holds <see cref="OutgoingUri.MaxLength"/>.</param>
    /// <param name="uriLength">How much of it.</param>
    /// <returns>Why there is no such INVITE; null when there is.</returns>
    public static ReasonCode? Write(
        ref SipWriter headers, scoped in SipMessageView invite, in AdmissionDecision admission, byte[]? forced,
        RouteModel route, TrunkModel trunk, TargetModel target, scoped OutgoingNames names, scoped Span<byte> uri, out int uriLength)
    {
        var gateway = target.Gateway;
        var scheme = names.Scheme ?? gateway.Scheme;
        uriLength = 0;
        if (LosesTls(invite, target) && !trunk.MayDowngrade(admission.Trunk))
        {
            return ReasonCode.SipsNeedsTls;
        }
        var plan = admission.Trunk?.Numbers ?? NumberPlan.Default;
        Span<byte> to = stackalloc byte[OutgoingUri.MaxLength];
        if (!OutgoingUri.TryWriteOf(
            target.RequestUri, invite.RequestUri, plan, route, trunk, gateway, scheme, NumberHeader.RequestUri, uri, out uriLength)
            || !OutgoingUri.TryWriteOf(
                target.ToUri, invite.RequestUri, plan, route, trunk, gateway, scheme, NumberHeader.To, to, out var toLength))
        {
            return ReasonCode.Malformed;
        }
        var passage = new Passage(admission.Trunk, trunk, admission.Account, scheme, names.SentBy, forced);
        var outcome = passage.Decide(invite);
        if (outcome.Impossible)
        {
            return ReasonCode.PrivacyUnknown;
        }
        if (DiversionRewriter.Count(invite) > trunk.Diversion.Limit)
        {
            return ReasonCode.DiversionLoop;
        }
        headers.Lines(target.RouteLine);
        headers.Header(HeaderId.MaxForwards, MaxForwards(invite));
        IdentityRewriter.WriteFrom(ref headers, invite, passage, outcome, names.LocalTag);
        OutgoingUri.WriteTo(ref headers, to[..toLength]);
        headers.Header(HeaderId.CallId, names.CallId);
        headers.Begin(HeaderId.CSeq);
        headers.Append(names.CSeq);
        headers.Append(" INVITE"u8);
        headers.End();
        OutgoingContact.Write(
            ref headers, trunk.ContactOn(target.Listener, names.SentBy), target.Transport,
            scheme == UriScheme.Sips);
        headers.Lines(LocalCapabilities.AllowLine);
        SessionLines.WriteRequest(
            ref headers, trunk.Session, SessionTerms.None, names.MinSe, MayRingReliably(invite, admission, trunk));
        headers.Lines(LocalCapabilities.MoreAllowed(trunk.Signalling));
        IdentityRewriter.WriteIdentity(ref headers, invite, passage, outcome);
        DiversionRewriter.Write(ref headers, invite, passage, outcome.IsPrivate);
        HeaderPassage.Copy(ref headers, invite, passage, outcome.IsPrivate);
        return headers.Failed ? ReasonCode.Malformed : null;
    }

    /// <summary>The caller called sips, which promises TLS on every hop (RFC 5630 §3.1.1), and here is one without.</summary>
    public static bool LosesTls(scoped in SipMessageView invite, TargetModel target) =>
        target.Transport != TransportKind.Tls && CallsSips(invite);

    public static bool CallsSips(scoped in SipMessageView invite) =>
        SipUriView.TryParse(invite.RequestUri, out var called) && called.Scheme == UriScheme.Sips;

    /// <summary>
    /// A reliable response to an INVITE without an offer brings the offer, which only the caller can answer in time: it has to take
    /// the same from the edge (RFC 3262 §5).
    /// </summary>
    private static bool MayRingReliably(scoped in SipMessageView invite, in AdmissionDecision admission, TrunkModel target) =>
        target.Session.Rel100 != Rel100Mode.Off
        && (!invite.Body.IsEmpty || CallerRingsRule.Of(invite, admission.Trunk?.Session ?? SessionRules.Default) != CallerRings.Plainly);

    /// <summary>One hop less; never more than the 70 that RFC 3261 §8.1.1.6 recommends, whatever a caller claims.</summary>
    private static int MaxForwards(scoped in SipMessageView invite) => invite.MaxForwards < 0
        ? LocalCapabilities.MaxForwards - 1
        : Math.Min(invite.MaxForwards, LocalCapabilities.MaxForwards) - 1;
}
