using System.Buffers;
using System.Text;

namespace SipEdge.Sip.Messages;

/// <summary>
/// One From, To, Contact, Route, P-Asserted-Identity … value: <c>[display-name] &lt;URI&gt; *( ; parameter)</c>, or the bare
/// URI form, in which everything after the first ';' belongs to the header (RFC 3261 §20.10).
/// Deviates: an unquoted display name may hold any visible character but <c>" , ; : @ &lt; &gt;</c>, not tokens alone,
/// because phones send names in UTF-8 and with brackets without quoting them.
/// </summary>
public readonly ref struct NameAddressView
{
    private static readonly SearchValues<byte> FormDecider = SearchValues.Create("<\":;,@>"u8);
    private static readonly SearchValues<byte> NotInUri = SearchValues.Create("<>\" \t\r\n"u8);
    private static readonly SearchValues<byte> NotInBareUri = SearchValues.Create("<>\" \t\r\n,?"u8);

    private NameAddressView(ReadOnlySpan<byte> displayName, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> parameters,
        ReadOnlySpan<byte> tag)
    {
        DisplayName = displayName;
        Uri = uri;
        Parameters = parameters;
        Tag = tag;
    }

    /// <summary>As written, quotes included; empty when there is none.</summary>
    public ReadOnlySpan<byte> DisplayName { get; }

    /// <summary>Without angle brackets.</summary>
    public ReadOnlySpan<byte> Uri { get; }

    /// <summary>The header parameters after the first ';', raw.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    /// <summary>Empty when there is none (a request that opens a dialog; RFC 2543).</summary>
    public ReadOnlySpan<byte> Tag { get; }

    public bool TryGetParameter(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        ParameterReader.TryGet(Parameters, name, out value);

    public static bool TryParse(ReadOnlySpan<byte> text, out NameAddressView value)
    {
        value = default;
        text = SipGrammar.Trim(text);
        if (text.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> name = default;
        if (text[0] == (byte)'"')
        {
            var length = SipGrammar.QuotedLength(text);
            if (length < 0)
            {
                return false;
            }

            name = text[..length];
            text = SipGrammar.TrimStart(text[length..]);
            return !text.IsEmpty && text[0] == (byte)'<' && TryParseBracketed(name, text, out value);
        }

        var decider = text.IndexOfAny(FormDecider);
        if (decider < 0)
        {
            return false;
        }

        return text[decider] switch
        {
            (byte)'<' => TryParseBracketed(SipGrammar.Trim(text[..decider]), text[decider..], out value),
            (byte)':' => TryParseBare(text, out value),
            _ => false,
        };
    }

    private static bool TryParseBracketed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, out NameAddressView value)
    {
        value = default;
        var end = text[1..].IndexOfAny(NotInUri);
        if (end < 0 || text[end + 1] != (byte)'>')
        {
            return false;
        }

        return HasScheme(text.Slice(1, end)) && TryFinish(name, text.Slice(1, end), text[(end + 2)..], out value);
    }

    private static bool TryParseBare(ReadOnlySpan<byte> text, out NameAddressView value)
    {
        value = default;
        var end = text.IndexOf((byte)';');
        var uri = end < 0 ? text : SipGrammar.Trim(text[..end]);
        return !uri.ContainsAny(NotInBareUri) && HasScheme(uri)
            && TryFinish(default, uri, end < 0 ? default : text[end..], out value);
    }

    private static bool TryFinish(ReadOnlySpan<byte> name, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> rest,
        out NameAddressView value)
    {
        value = default;
        rest = SipGrammar.TrimStart(rest);
        if (rest.IsEmpty)
        {
            value = new NameAddressView(name, uri, default, default);
            return true;
        }

        if (rest[0] != (byte)';')
        {
            return false;
        }

        rest = SipGrammar.TrimStart(rest[1..]);
        ReadOnlySpan<byte> tag = default;
        var reader = new ParameterReader(rest);
        while (reader.Next())
        {
            if (reader.Name.Length != 3 || !Ascii.EqualsIgnoreCase(reader.Name, "tag"u8))
            {
                continue;
            }

            // A second tag would let two readers see two dialogs.
            if (!tag.IsEmpty || !SipGrammar.IsToken(reader.Value))
            {
                return false;
            }

            tag = reader.Value;
        }

        if (reader.Failed || rest.IsEmpty)
        {
            return false;
        }

        value = new NameAddressView(name, uri, rest, tag);
        return true;
    }

    // scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), then ':' and something.
    internal static bool HasScheme(ReadOnlySpan<byte> uri)
    {
        var colon = uri.IndexOf((byte)':');
        if (colon < 1 || colon == uri.Length - 1 || !char.IsAsciiLetter((char)uri[0]))
        {
            return false;
        }

        foreach (var c in uri[1..colon])
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        return true;
    }
}
