namespace SipEdge.Media.Sdp;

/// <summary>
/// Walks the lines of text that <see cref="SdpParser"/> has accepted. Lines end with CRLF; LF alone is read too, as
/// RFC 8866 §5 asks of readers. Empty lines are skipped.
/// </summary>
internal ref struct SdpLines(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _next;

    public SdpLine Current { get; private set; }

    public readonly SdpLines GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            var rest = _text[_next..];
            var length = rest.IndexOf((byte)'\n');
            length = length < 0 ? rest.Length : length;
            _next = Math.Min(_next + length + 1, _text.Length);
            var line = rest[..length];
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (!line.IsEmpty)
            {
                Current = new SdpLine(line[0], line.Length > 2 ? line[2..] : default, _next);
                return true;
            }
        }

        return false;
    }
}
