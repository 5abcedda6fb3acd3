using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>What a caller's INVITE and the rules of its trunk make of ringing (RFC 3262 §3).</summary>
internal static class CallerRingsRule
{
    public static CallerRings Of(scoped in SipMessageView invite, SessionRules rules)
    {
        var required = OptionTags.Has(invite, HeaderId.Require, OptionTags.Rel100);
        if (rules.Rel100 == Rel100Mode.Off || !(required || OptionTags.Has(invite, HeaderId.Supported, OptionTags.Rel100)))
        {
            return CallerRings.Plainly;
        }
        return required || rules.Rel100 == Rel100Mode.Required ? CallerRings.Reliably : CallerRings.ReliablyWithMedia;
    }
}
