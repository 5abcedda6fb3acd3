using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>Header lines of session timers (RFC 4028 §4, §7.1, §9) and of what else the edge can do in a dialog.</summary>
internal static class SessionLines
{
    /// <summary>Of a request that opens or refreshes a dialog.</summary>
    /// <param name="writer">Gets them.</param>
    /// <param name="rules">Of the peer's trunk.</param>
    /// <param name="running">What the dialog lives by already; none for one that begins.</param>
    /// <param name="minSe">The least that the peer said it takes.</param>
    /// <param name="reliable">Its provisional responses may be reliable.</param>
    public static void WriteRequest(
        ref SipWriter writer, SessionRules rules, in SessionTerms running, int minSe, bool reliable)
    {
        if (reliable && rules.Rel100 == Rel100Mode.Required)
        {
            writer.Header(HeaderId.Require, OptionTags.Rel100);
        }
        if (rules.UsesTimer || reliable)
        {
            writer.Header(
                HeaderId.Supported,
                !reliable ? OptionTags.Timer : rules.UsesTimer ? "timer, 100rel"u8 : OptionTags.Rel100);
        }
        if (rules.UsesTimer)
        {
            WriteExpires(ref writer, rules, running, minSe);
        }
    }

    /// <summary>Session-Expires and Min-SE alone.</summary>
    public static void WriteExpires(ref SipWriter writer, SessionRules rules, in SessionTerms running, int minSe)
    {
        var least = Math.Max(rules.MinSe, minSe);
        var role = (running.IsNone, rules.Refresher) switch
        {
            (false, _) => running.Refresher,
            (true, SessionRefresher.Uac) => SessionRole.Uac,
            (true, SessionRefresher.Uas) => SessionRole.Uas,
            _ => SessionRole.None,
        };
        WriteExpires(ref writer, Math.Max(running.IsNone ? rules.Expires : running.Interval, least), role);
        if (least > SessionRules.LeastSeconds)
        {
            writer.Header(HeaderId.MinSe, least);
        }
    }

    /// <summary>Of the 2xx to one of the peer's.</summary>
    public static void WriteAnswer(ref SipWriter writer, in SessionTerms terms)
    {
        if (terms.IsNone)
        {
            return;
        }
        if (terms.PeerKnows)
        {
            writer.Header(HeaderId.Require, OptionTags.Timer);
        }
        WriteExpires(ref writer, terms.Interval, terms.Refresher);
    }

    private static void WriteExpires(ref SipWriter writer, int interval, SessionRole refresher)
    {
        writer.Begin(HeaderId.SessionExpires);
        writer.Append(interval);
        if (refresher != SessionRole.None)
        {
            writer.Append(refresher == SessionRole.Uac ? ";refresher=uac"u8 : ";refresher=uas"u8);
        }
        writer.End();
    }
}
