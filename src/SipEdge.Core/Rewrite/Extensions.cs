using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>Which extensions a peer may require of the edge (RFC 3261 §8.2.2.3).</summary>
internal static class Extensions
{
    public static bool AreKnown(scoped in SipMessageView request, SessionRules rules)
    {
        foreach (var tag in request.Values(HeaderId.Require))
        {
            if (!IsKnown(tag, rules))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The trunk has every caller take reliable responses, and this one does not.</summary>
    public static bool Misses100Rel(scoped in SipMessageView invite, SessionRules rules) =>
        rules.Rel100 == Rel100Mode.Required && CallerRingsRule.Of(invite, rules) == CallerRings.Plainly;

    public static void WriteUnsupported(ref SipWriter writer, scoped in SipMessageView request, SessionRules rules)
    {
        foreach (var tag in request.Values(HeaderId.Require))
        {
            if (!IsKnown(tag, rules))
            {
                writer.Header(HeaderId.Unsupported, tag);
            }
        }
    }

    private static bool IsKnown(scoped ReadOnlySpan<byte> tag, SessionRules rules) =>
        (rules.UsesTimer && System.Text.Ascii.EqualsIgnoreCase(tag, OptionTags.Timer))
        || (rules.Rel100 != Rel100Mode.Off && System.Text.Ascii.EqualsIgnoreCase(tag, OptionTags.Rel100))
        || (rules.TakesReplaces && System.Text.Ascii.EqualsIgnoreCase(tag, OptionTags.Replaces));
}
