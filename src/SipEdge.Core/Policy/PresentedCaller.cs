using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Policy;

/// <summary>Who the caller says it is: From, and what a trusted trunk asserts of it (RFC 3325).</summary>
internal static class PresentedCaller
{
    /// <summary>
    /// False for an anonymous From (RFC 3323 §4.1.1.3), and for one that cannot be read or has no user: none of them shows a
    /// number to anybody further on.
    /// </summary>
    public static bool TryReadFrom(in SipMessageView request, out SipUriView uri)
    {
        uri = default;
        return NameAddressView.TryParse(request.First(HeaderId.From), out var address)
            && SipUriView.TryParse(address.Uri, out uri)
            && !uri.User.IsEmpty && !Ascii.EqualsIgnoreCase(uri.Host, AnonymousCaller.Host)
            && !Ascii.EqualsIgnoreCase(uri.User, AnonymousCaller.User);
    }

    /// <summary>What would be believed further on; nothing of a peer that is not trusted.</summary>
    public static CallerIdentity ReadAsserted(in SipMessageView request, in AdmissionDecision admitted) =>
        admitted.Trunk is { Identity: { TrustedInbound: true } identity }
            ? CallerIdentity.Read(request, identity.Accepts)
            : default;

    /// <summary>The caller hides: it asks for privacy, or nothing says who it is.</summary>
    public static bool IsAnonymous(in SipMessageView request, in AdmissionDecision admitted) =>
        PrivacyWish.Read(request).Request == PrivacyRequest.Private
        || (!TryReadFrom(request, out _) && ReadAsserted(request, admitted).IsEmpty);
}
