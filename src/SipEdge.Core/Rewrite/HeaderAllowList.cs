using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// The headers that pass from one leg to the other; everything else stays behind. What identifies a side (Via, Contact,
/// Record-Route, User-Agent), what authenticates it and every extension header is not on the list. Identity headers are written
/// by <see cref="IdentityRewriter"/>, dialog headers by the dialog.
/// </summary>
public static class HeaderAllowList
{
    /// <summary>Headers of an INVITE that opens a dialog. A private caller's own words stay behind (RFC 3323 §4.1.2).</summary>
    public static void CopyRequest(ref SipWriter writer, scoped in SipMessageView request, bool isPrivate)
    {
        if (isPrivate)
        {
            Copy(ref writer, request, static id => PassesInRequest(id) && id != HeaderId.Subject);
        }
        else
        {
            Copy(ref writer, request, PassesInRequest);
        }
    }

    /// <summary>Headers of a request inside a dialog.</summary>
    public static void CopyInDialog(ref SipWriter writer, scoped in SipMessageView request) =>
        Copy(ref writer, request, static id => id is HeaderId.Reason or HeaderId.ContentDisposition or HeaderId.ContentLanguage);

    /// <summary>Headers of a response.</summary>
    public static void CopyResponse(ref SipWriter writer, scoped in SipMessageView response) =>
        Copy(ref writer, response, static id => id is HeaderId.Reason or HeaderId.ContentDisposition or HeaderId.ContentLanguage);

    /// <summary>Why a call is cancelled (RFC 3326).</summary>
    public static void CopyReason(ref SipWriter writer, scoped in SipMessageView request) =>
        Copy(ref writer, request, static id => id is HeaderId.Reason);

    private static bool PassesInRequest(HeaderId id) => id is HeaderId.Subject or HeaderId.Priority or HeaderId.AcceptLanguage
        or HeaderId.Expires or HeaderId.Reason or HeaderId.ContentDisposition or HeaderId.ContentLanguage;

    private static void Copy(ref SipWriter writer, scoped in SipMessageView message, Func<HeaderId, bool> passes)
    {
        foreach (ref readonly var slot in message.Headers)
        {
            // A folded line may have swallowed the header below it, and that may have been a credential. Nothing here is worth that.
            if (passes(slot.Id) && !slot.IsFolded)
            {
                writer.Header(slot.Id, message.Value(slot));
            }
        }
    }
}
