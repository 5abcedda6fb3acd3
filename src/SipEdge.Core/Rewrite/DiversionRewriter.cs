using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// Who forwarded a call, in the order of the header: the last one first (RFC 5806). What a trusted peer says passes with the
/// edge's host in place of its own, parameters that the RFC does not name left out; nobody else is believed.
/// </summary>
public static class DiversionRewriter
{
    /// <summary>
    /// How often the call was forwarded by its own account, believed or not: a loop may run through anybody. An entry that does
    /// not say counts once.
    /// </summary>
    public static int Count(scoped in SipMessageView invite)
    {
        var count = 0L;
        foreach (var value in invite.Values(HeaderId.Diversion))
        {
            count += NameAddressView.TryParse(value, out var entry) && entry.TryGetParameter("counter"u8, out var text)
                ? CounterOf(text) : 1;
        }
        return (int)Math.Min(count, int.MaxValue);
    }

    /// <summary>A number too large to read is a large one, and what is no number says nothing.</summary>
    private static long CounterOf(ReadOnlySpan<byte> text) =>
        SipGrammar.TryParseNumber(text, int.MaxValue, out var counter) ? (long)counter
        : text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? 1 : int.MaxValue;

    public static void Write(ref SipWriter writer, scoped in SipMessageView invite, scoped Passage passage, bool isPrivate)
    {
        var rules = passage.ToTrunk?.Diversion ?? DiversionRules.Off;
        if (rules.Mode == DiversionMode.Static)
        {
            if (passage.To.TrustedOutbound || !rules.IsPrivate)
            {
                WriteStatic(ref writer, rules, passage);
            }
        }
        else if (rules.Mode == DiversionMode.Pass && passage.From.TrustedInbound && (passage.To.TrustedOutbound || !isPrivate))
        {
            foreach (var value in invite.Values(HeaderId.Diversion))
            {
                if (NameAddressView.TryParse(value, out var entry) && SipUriView.TryParse(entry.Uri, out var uri)
                    && (passage.To.TrustedOutbound || !IsPrivate(entry)))
                {
                    WriteEntry(ref writer, entry, uri, passage);
                }
            }
        }
    }

    private static void WriteStatic(ref SipWriter writer, DiversionRules rules, scoped Passage passage)
    {
        Span<byte> user = stackalloc byte[IdentityUri.LongestUser];
        if (!NumberWriter.TryWrite(rules.Number, NumberHeader.Diversion, passage.ToNumbers, user, out var length))
        {
            writer.Fail();
            return;
        }
        writer.Begin(HeaderId.Diversion);
        IdentityUri.Write(ref writer, passage.Scheme, user[..length], passage.Host);
        writer.Append(rules.Parameters);
        writer.End();
    }

    private static void WriteEntry(
        ref SipWriter writer, scoped NameAddressView entry, scoped SipUriView uri, scoped Passage passage)
    {
        Span<byte> user = stackalloc byte[IdentityUri.LongestUser];
        if (!IdentityUri.TryWriteUser(uri, NumberHeader.Diversion, NumberHeader.Diversion, passage, user, out var length))
        {
            writer.Fail();
            return;
        }
        writer.Begin(HeaderId.Diversion);
        IdentityUri.WriteDisplay(ref writer, entry.DisplayName);
        IdentityUri.Write(ref writer, passage.Scheme, user[..length], passage.Host);
        var parameters = new ParameterReader(entry.Parameters);
        while (parameters.Next())
        {
            if (IsKnown(parameters.Name) && !parameters.Value.IsEmpty && !parameters.Value.Contains((byte)'\r'))
            {
                writer.Append((byte)';');
                writer.Append(parameters.Name);
                writer.Append((byte)'=');
                writer.Append(parameters.Value);
            }
        }
        writer.End();
    }

    private static bool IsPrivate(scoped NameAddressView entry) => entry.TryGetParameter("privacy"u8, out var privacy)
        && !Ascii.EqualsIgnoreCase(privacy, "off"u8);

    private static bool IsKnown(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(name, "reason"u8)
        || Ascii.EqualsIgnoreCase(name, "counter"u8) || Ascii.EqualsIgnoreCase(name, "limit"u8)
        || Ascii.EqualsIgnoreCase(name, "privacy"u8) || Ascii.EqualsIgnoreCase(name, "screen"u8);
}
