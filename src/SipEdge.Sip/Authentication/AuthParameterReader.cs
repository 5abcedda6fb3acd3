using System.Buffers;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Authentication;

/// <summary>
/// Walks the <c>name=value</c> pairs, separated by commas, behind the scheme of an authentication header (RFC 3261 §25.1
/// auth-param). Values lose their quotes; escapes stay and are reported.
/// </summary>
internal ref struct AuthParameterReader(ReadOnlySpan<byte> parameters)
{
    private static readonly SearchValues<byte> UnquotedEnd = SearchValues.Create(", \t\r\n\""u8);

    private ReadOnlySpan<byte> _rest = SipGrammar.Trim(parameters);

    public bool Failed { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The value was quoted and has a backslash in it.</summary>
    public bool IsEscaped { get; private set; }

    public bool Next()
    {
        // Empty elements are allowed by the #rule that digest was written in (RFC 7616 §3.3, RFC 9110 §5.6.1).
        while (!_rest.IsEmpty && _rest[0] == (byte)',')
        {
            _rest = SipGrammar.TrimStart(_rest[1..]);
        }

        if (_rest.IsEmpty || Failed)
        {
            return false;
        }

        Name = TakeToken(ref _rest);
        _rest = SipGrammar.TrimStart(_rest);
        if (Name.IsEmpty || _rest.IsEmpty || _rest[0] != (byte)'=')
        {
            return Fail();
        }

        _rest = SipGrammar.TrimStart(_rest[1..]);
        if (!TakeValue())
        {
            return Fail();
        }

        _rest = SipGrammar.TrimStart(_rest);
        return _rest.IsEmpty || _rest[0] == (byte)',' || Fail();
    }

    private static ReadOnlySpan<byte> TakeToken(scoped ref ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAnyExcept(SipGrammar.Token);
        var token = length < 0 ? rest : rest[..length];
        rest = rest[token.Length..];
        return token;
    }

    private bool TakeValue()
    {
        IsEscaped = false;
        if (_rest.IsEmpty || _rest[0] != (byte)'"')
        {
            // Not a token alone: some clients leave the uri unquoted.
            var end = _rest.IndexOfAny(UnquotedEnd);
            Value = end < 0 ? _rest : _rest[..end];
            _rest = _rest[Value.Length..];
            return !Value.IsEmpty;
        }

        var length = SipGrammar.QuotedLength(_rest);
        if (length < 0)
        {
            return false;
        }

        Value = _rest[1..(length - 1)];
        IsEscaped = Value.Contains((byte)'\\');
        _rest = _rest[length..];
        return true;
    }

    private bool Fail()
    {
        Failed = true;
        return false;
    }
}
