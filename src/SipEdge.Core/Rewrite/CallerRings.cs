using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>Whether a caller is told of ringing reliably (RFC 3262 §3).</summary>
internal static class CallerRings
{
    /// <summary>It can take it, and its trunk lets it: what brings a description is told so.</summary>
    public static bool Reliably(scoped in SipMessageView invite, SessionRules rules) =>
        rules.Rel100 != Rel100Mode.Off
        && (OptionTags.Has(invite, HeaderId.Supported, OptionTags.Rel100)
            || OptionTags.Has(invite, HeaderId.Require, OptionTags.Rel100));

    /// <summary>Every response has to be, also one that only rings.</summary>
    public static bool Always(scoped in SipMessageView invite, SessionRules rules) =>
        Reliably(invite, rules)
        && (rules.Rel100 == Rel100Mode.Required || OptionTags.Has(invite, HeaderId.Require, OptionTags.Rel100));
}
