using System.Buffers;

namespace SipEdge.Sip.Messages;

/// <summary>
/// Every value of one header in the order of the message: several lines and comma-separated lists are the same thing
/// (RFC 3261 §7.3.1). Commas inside quoted strings and angle brackets do not separate; empty elements are skipped.
/// Headers whose grammar has no list, such as Authorization or Date, give one value per line.
/// </summary>
public ref struct HeaderValues
{
    private static readonly SearchValues<byte> Interesting = SearchValues.Create(",\"<"u8);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<HeaderSlot> _headers;
    private readonly HeaderId _id;
    private readonly bool _list;
    private int _next;
    private ReadOnlySpan<byte> _rest;

    internal HeaderValues(ReadOnlySpan<byte> bytes, ReadOnlySpan<HeaderSlot> headers, HeaderId id)
    {
        _bytes = bytes;
        _headers = headers;
        _id = id;
        _list = IsList(id);
    }

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly HeaderValues GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            if (_rest.IsEmpty && !NextLine())
            {
                return false;
            }

            Current = _list ? TakeFirst(ref _rest) : _rest;
            if (!_list)
            {
                _rest = default;
            }

            if (!Current.IsEmpty)
            {
                return true;
            }
        }
    }

    /// <summary>Takes the value before the first separating comma, trimmed, and leaves what follows the comma.</summary>
    internal static ReadOnlySpan<byte> TakeFirst(scoped ref ReadOnlySpan<byte> line)
    {
        var at = 0;
        while (at < line.Length)
        {
            var step = line[at..].IndexOfAny(Interesting);
            if (step < 0)
            {
                break;
            }

            at += step;
            if (line[at] == (byte)',')
            {
                var first = line[..at];
                line = line[(at + 1)..];
                return SipGrammar.Trim(first);
            }

            // A quoted string or bracket without an end takes the rest: better one odd value than a comma that splits it.
            var length = line[at] == (byte)'"' ? SipGrammar.QuotedLength(line[at..]) : line[at..].IndexOf((byte)'>') + 1;
            at = length <= 0 ? line.Length : at + length;
        }

        var whole = line;
        line = default;
        return SipGrammar.Trim(whole);
    }

    private static bool IsList(HeaderId id) => id
        is not (HeaderId.From or HeaderId.To or HeaderId.CallId or HeaderId.CSeq or HeaderId.Authorization
            or HeaderId.ProxyAuthorization or HeaderId.WwwAuthenticate or HeaderId.ProxyAuthenticate
            or HeaderId.AuthenticationInfo or HeaderId.Date or HeaderId.Subject or HeaderId.Organization
            or HeaderId.UserAgent or HeaderId.Server or HeaderId.RetryAfter or HeaderId.Identity or HeaderId.Other);

    private bool NextLine()
    {
        while (_next < _headers.Length)
        {
            ref readonly var slot = ref _headers[_next++];
            if (slot.Id == _id && slot.ValueLength > 0)
            {
                _rest = _bytes.Slice(slot.ValueOffset, slot.ValueLength);
                return true;
            }
        }

        return false;
    }
}
