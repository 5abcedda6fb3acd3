using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>The Privacy header of one message, read.</summary>
/// <param name="Request">What it comes to. "session" and "history" ask for what the edge does for every call.</param>
/// <param name="Critical">Rather no call than one without it (RFC 3323 §4.2).</param>
/// <param name="Unknown">There is a value that the edge does not know.</param>
public readonly record struct PrivacyWish(PrivacyRequest Request, bool Critical, bool Unknown)
{
    /// <summary>
    /// Commas and several lines are read like the semicolons of the grammar. Where "none" stands beside a wish for privacy,
    /// which RFC 3323 forbids, the wish counts.
    /// </summary>
    public static PrivacyWish Read(scoped in SipMessageView message)
    {
        var (none, asks, critical, unknown) = (false, false, false, false);
        foreach (ref readonly var slot in message.Headers)
        {
            var rest = slot.Id == HeaderId.Privacy ? message.Value(slot) : [];
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOfAny(";,"u8);
                var token = SipGrammar.Trim(end < 0 ? rest : rest[..end]);
                rest = end < 0 ? [] : rest[(end + 1)..];
                if (token.IsEmpty)
                {
                    continue;
                }
                if (Is(token, "id"u8) || Is(token, "user"u8) || Is(token, "header"u8))
                {
                    asks = true;
                }
                else if (Is(token, "none"u8))
                {
                    none = true;
                }
                else if (Is(token, "critical"u8))
                {
                    critical = true;
                }
                else
                {
                    unknown |= !Is(token, "session"u8) && !Is(token, "history"u8);
                }
            }
        }
        var request = asks ? PrivacyRequest.Private : none ? PrivacyRequest.None : PrivacyRequest.Absent;
        return new PrivacyWish(request, critical, unknown);
    }

    private static bool Is(ReadOnlySpan<byte> token, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(token, name);
}
