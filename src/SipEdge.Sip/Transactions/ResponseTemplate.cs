using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

/// <summary>
/// What every response repeats from its request (RFC 3261 §8.2.6.2), rendered once when the request arrives, so that the
/// request itself need not be kept: Via lines (the first stamped), From, To, Call-ID, CSeq, and apart from them
/// Record-Route for the responses that form a dialog (§12.1.1).
/// </summary>
internal struct ResponseTemplate
{
    private BufferLease _lines;
    private int _toLine;
    private int _afterTo;
    private int _recordRoute;
    private bool _hasToTag;

    public readonly bool IsEmpty => _lines.IsEmpty;

    public readonly int Length => _lines.Length;

    /// <summary>False when a value of the request cannot be written again.</summary>
    public static bool TryCreate(BufferPool pool, scoped in SipMessageView request, SocketEndpoint source,
        out ResponseTemplate template)
    {
        template = default;
        var size = SizeOf(request);
        if (size > BufferPool.MaxSize)
        {
            return false;
        }

        var lines = pool.Rent(size);
        var writer = new SipWriter(lines.Memory);
        WriteVias(ref writer, request, source);
        writer.Header(HeaderId.From, request.First(HeaderId.From));
        var toLine = writer.Length;
        writer.Header(HeaderId.To, request.First(HeaderId.To));
        var afterTo = writer.Length;
        writer.Header(HeaderId.CallId, request.CallId);
        writer.Header(HeaderId.CSeq, request.First(HeaderId.CSeq));
        var recordRoute = writer.Length;
        foreach (var route in request.Values(HeaderId.RecordRoute))
        {
            writer.Header(HeaderId.RecordRoute, route);
        }

        if (writer.Failed)
        {
            pool.Return(ref lines);
            return false;
        }

        lines.Length = writer.Length;
        template = new ResponseTemplate
        {
            _lines = lines,
            _toLine = toLine,
            _afterTo = afterTo,
            _recordRoute = recordRoute,
            _hasToTag = !request.ToTag.IsEmpty,
        };
        return true;
    }

    /// <summary>Every Via value on a line of its own, the first one stamped with where the request really came from.</summary>
    public static void WriteVias(scoped ref SipWriter writer, scoped in SipMessageView request, SocketEndpoint source)
    {
        var first = true;
        foreach (var via in request.Values(HeaderId.Via))
        {
            writer.Begin(HeaderId.Via);
            if (first)
            {
                ViaStamp.Append(ref writer, request.TopVia, source);
                first = false;
            }
            else
            {
                writer.Append(via);
            }

            writer.End();
        }
    }

    /// <summary>Writes a whole response; says where its To tag lies when it was added here.</summary>
    public readonly void Write(scoped ref SipWriter writer, scoped in ResponseContent response, out int tagStart,
        out int tagLength)
    {
        tagStart = 0;
        tagLength = 0;
        var lines = _lines.Filled;
        writer.StatusLine(response.Status, response.Reason);
        if (_hasToTag || response.Status == 100 || response.ToTag.IsEmpty)
        {
            writer.Lines(lines[.._recordRoute]);
        }
        else
        {
            writer.Lines(lines[.._toLine]);
            writer.Begin(HeaderId.To);
            writer.Append(lines[(_toLine + "To: ".Length)..(_afterTo - "\r\n".Length)]);
            writer.Append(";tag="u8);
            tagStart = writer.Length;
            tagLength = response.ToTag.Length;
            writer.Append(response.ToTag);
            writer.End();
            writer.Lines(lines[_afterTo.._recordRoute]);
        }

        if (response.Status is > 100 and < 300)
        {
            writer.Lines(lines[_recordRoute..]);
        }

        writer.Lines(response.Headers);
        writer.Finish(response.ContentType, response.Body);
    }

    public void Return(BufferPool pool) => pool.Return(ref _lines);

    private static int SizeOf(scoped in SipMessageView request)
    {
        // A stamped Via grows by at most ";received=" and an IPv6 address and ";rport=65535".
        var size = 128;
        foreach (ref readonly var slot in request.Headers)
        {
            if (slot.Id is HeaderId.Via or HeaderId.From or HeaderId.To or HeaderId.CallId or HeaderId.CSeq
                or HeaderId.RecordRoute)
            {
                size += slot.ValueLength + 16;
                if (slot.Id is HeaderId.Via or HeaderId.RecordRoute)
                {
                    // Values of one line get lines of their own.
                    size += 16 * request.Value(slot).Count((byte)',');
                }
            }
        }

        return size;
    }
}
