using System.Text;

namespace SipEdge.Sip.Messages;

/// <summary>
/// Walks <c>name[=value]</c> pairs separated by ';' as headers carry them (generic-param of RFC 3261 §25.1): white space and
/// folds around every separator, quoted values with their quotes. An empty name or a stray character sets
/// <see cref="Failed"/> and ends the walk.
/// </summary>
public ref struct ParameterReader
{
    private ReadOnlySpan<byte> _rest;
    private bool _more;

    public ParameterReader(ReadOnlySpan<byte> parameters)
    {
        _rest = SipGrammar.TrimStart(parameters);
        _more = !_rest.IsEmpty;
    }

    public bool Failed { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>As written, quotes included; empty when the parameter has none.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool Next()
    {
        if (!_more)
        {
            return false;
        }

        var length = _rest.IndexOfAnyExcept(SipGrammar.Token);
        if (length < 0)
        {
            length = _rest.Length;
        }

        if (length == 0)
        {
            return Fail();
        }

        Name = _rest[..length];
        Value = default;
        _rest = SipGrammar.TrimStart(_rest[length..]);
        if (!_rest.IsEmpty && _rest[0] == (byte)'=')
        {
            _rest = SipGrammar.TrimStart(_rest[1..]);
            length = ValueLength(_rest);
            if (length < 0)
            {
                return Fail();
            }

            Value = _rest[..length];
            _rest = SipGrammar.TrimStart(_rest[length..]);
        }

        if (_rest.IsEmpty)
        {
            _more = false;
            return true;
        }

        if (_rest[0] != (byte)';')
        {
            return Fail();
        }

        _rest = SipGrammar.TrimStart(_rest[1..]);
        return true;
    }

    /// <summary>The value of the first parameter of that name in any case; true with an empty value when it has none.</summary>
    public static bool TryGet(ReadOnlySpan<byte> parameters, scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var reader = new ParameterReader(parameters);
        while (reader.Next())
        {
            if (Ascii.EqualsIgnoreCase(reader.Name, name))
            {
                value = reader.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static int ValueLength(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] == (byte)'"')
        {
            return SipGrammar.QuotedLength(text);
        }

        var length = text.IndexOfAny(SipGrammar.ValueEnd);
        return length < 0 ? text.Length : length;
    }

    private bool Fail()
    {
        Failed = true;
        _more = false;
        return false;
    }
}
