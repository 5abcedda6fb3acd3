using System.Collections.Immutable;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// The headers that pass from one leg to the other: those of the allow list, and those that the rules of the two trunks name.
/// First the trunk that sent the message says what of it goes on, then the trunk that gets it what comes.
/// </summary>
public static class HeaderPassage
{
    /// <summary>Copies what passes and writes what is set.</summary>
    /// <param name="writer">Gets the lines.</param>
    /// <param name="message">Copied from.</param>
    /// <param name="passage">Of it.</param>
    /// <param name="isPrivate">Its sender is not to be known.</param>
    public static void Copy(ref SipWriter writer, scoped in SipMessageView message, scoped Passage passage, bool isPrivate)
    {
        var opensCall = message.IsRequest && message.ToTag.IsEmpty;
        var from = passage.FromTrunk?.Headers ?? HeaderRules.None;
        var to = passage.ToTrunk?.Headers ?? HeaderRules.None;
        foreach (ref readonly var slot in message.Headers)
        {
            var name = message.Name(slot);
            if (slot.IsFolded)
            {
                continue; // it may have swallowed the header below it, and that may have been a credential
            }
            if (Last(from.From, slot.Id, name) is { Action: not HeaderRuleAction.Copy })
            {
                continue; // removed, or replaced by what is set
            }
            var listed = opensCall ? HeaderAllowList.OpensCall(slot.Id) : HeaderAllowList.InDialog(slot.Id);
            var passes = (Last(to.Towards, slot.Id, name) ?? Last(from.From, slot.Id, name)) is { } rule
                ? rule.Action == HeaderRuleAction.Copy
                : listed;
            if (!passes || (isPrivate && HeaderAllowList.SpeaksOfSender(slot.Id))
                || (!passage.To.TrustedOutbound && HeaderRules.StaysInTrustDomain(slot.Id, name)))
            {
                continue;
            }
            if (slot.Id == HeaderId.Other)
            {
                writer.Header(name, message.Value(slot));
            }
            else
            {
                writer.Header(slot.Id, message.Value(slot));
            }
        }
        WriteSet(ref writer, from.From, to.Towards, passage);
        WriteSet(ref writer, to.Towards, [], passage);
    }

    /// <summary>Of the rules that name a header the one that counts.</summary>
    private static HeaderRule? Last(ImmutableArray<HeaderRule> rules, HeaderId id, ReadOnlySpan<byte> name)
    {
        for (var i = rules.Length - 1; i >= 0; i--)
        {
            if (rules[i].Names(id, name))
            {
                return rules[i];
            }
        }
        return null;
    }

    /// <param name="writer">Gets the lines.</param>
    /// <param name="rules">Whose values are written.</param>
    /// <param name="last">Rules that speak after them, and may set or remove the header themselves.</param>
    /// <param name="passage">Of the message.</param>
    private static void WriteSet(
        ref SipWriter writer, ImmutableArray<HeaderRule> rules, ImmutableArray<HeaderRule> last, scoped Passage passage)
    {
        foreach (var rule in rules)
        {
            if (rule.Action == HeaderRuleAction.Set && Last(rules, rule.Id, rule.Name) == rule
                && Last(last, rule.Id, rule.Name) is null or { Action: HeaderRuleAction.Copy }
                && (passage.To.TrustedOutbound || !HeaderRules.StaysInTrustDomain(rule.Id, rule.Name)))
            {
                writer.Lines(rule.SetLine);
            }
        }
    }
}
