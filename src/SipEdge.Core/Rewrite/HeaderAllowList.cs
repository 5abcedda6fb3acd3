using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// The headers that pass from one leg to the other without anybody naming them; everything else stays behind. What identifies a
/// side (Via, Contact, Record-Route, User-Agent), what authenticates it and every extension header is not on the list. Identity
/// headers are written by <see cref="IdentityRewriter"/>, dialog headers by the dialog.
/// </summary>
public static class HeaderAllowList
{
    /// <summary>Of an INVITE that opens a dialog.</summary>
    public static bool OpensCall(HeaderId id) => InDialog(id)
        || id is HeaderId.Subject or HeaderId.Priority or HeaderId.AcceptLanguage or HeaderId.Expires;

    /// <summary>Of a request inside a dialog, and of a response.</summary>
    public static bool InDialog(HeaderId id) =>
        id is HeaderId.Reason or HeaderId.ContentDisposition or HeaderId.ContentLanguage;

    /// <summary>
    /// What a sender says of himself, and what would name him who asked not to be named (RFC 3323 §4.1.2, §5.1): stays behind
    /// then, also where a rule copies it.
    /// </summary>
    public static bool SpeaksOfSender(HeaderId id) => id
        is HeaderId.Subject or HeaderId.Organization or HeaderId.CallInfo or HeaderId.ReplyTo or HeaderId.UserAgent
            or HeaderId.Server or HeaderId.Warning or HeaderId.ReferredBy or HeaderId.Geolocation or HeaderId.Identity
            or HeaderId.IdentityInfo or HeaderId.AlertInfo or HeaderId.ErrorInfo;

    /// <summary>Why a call is cancelled (RFC 3326).</summary>
    public static void CopyReason(ref SipWriter writer, scoped in SipMessageView request)
    {
        foreach (ref readonly var slot in request.Headers)
        {
            if (slot.Id == HeaderId.Reason && !slot.IsFolded)
            {
                writer.Header(slot.Id, request.Value(slot));
            }
        }
    }
}
