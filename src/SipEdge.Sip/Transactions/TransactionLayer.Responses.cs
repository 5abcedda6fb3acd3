using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

// What leaves in answer: from a transaction's template, or without a transaction.
public sealed partial class TransactionLayer
{
    /// <summary>Room for what the layer adds to a response: status line, Content-Length, line ends.</summary>
    private const int ResponseOverhead = 192;

    /// <summary>How much longer than its request an answer to a stranger may be: a reason phrase and a To tag.</summary>
    private const int StatelessGrowth = 160;

    /// <summary>
    /// Renders a response in place of the one before, and says with which status. A final answer that cannot be written
    /// becomes a bare 500, so that the peer is not left waiting for a mistake of ours; a provisional one is left out.
    /// </summary>
    private int WriteResponse(Transaction server, scoped in ResponseContent response)
    {
        var size = server.Template.Length + response.Reason.Length + response.ToTag.Length + response.Headers.Length
            + response.ContentType.Length + response.Body.Length + ResponseOverhead;
        if (TryWriteResponse(server, response, size))
        {
            return response.Status;
        }

        Counters.Unwritable++;
        var bare = new ResponseContent { Status = 500 };
        return response.Status >= 200 && TryWriteResponse(server, bare, server.Template.Length + ResponseOverhead) ? 500 : 0;
    }

    private bool TryWriteResponse(Transaction server, scoped in ResponseContent response, int size)
    {
        if (size > BufferPool.MaxSize)
        {
            return false;
        }

        var message = _buffers.Rent(size);
        var writer = new SipWriter(message.Memory);
        server.Template.Write(ref writer, response, out var tagStart, out var tagLength);
        if (writer.Failed)
        {
            _buffers.Return(ref message);
            return false;
        }

        message.Length = writer.Length;
        _buffers.Return(ref server.Message);
        server.Message = message;
        server.ToTagStart = tagStart;
        server.ToTagLength = tagLength;
        return true;
    }

    /// <summary>False when it could be sent on no way and the transaction is gone.</summary>
    private bool SendResponse(Transaction server, long now) =>
        _transport.Send(server.Flow, server.Message.Filled, server.Id.Token) != SendResult.Failed
        || OnServerSendFailed(server, now);

    /// <summary>
    /// RFC 3261 §18.2.2: when the connection a request came in on is gone, its response may open one to the source at
    /// sent-by's port. True when the response is on its way again, or its loss ends nothing.
    /// Deviates: over TLS such a connection is only possible to a peer whose name is known, so there the response is lost.
    /// </summary>
    private bool OnServerSendFailed(Transaction server, long now)
    {
        if (server is { Reliable: true, TriedSentBy: false, Message.IsEmpty: false })
        {
            server.TriedSentBy = true;
            server.Flow = server.Flow with
            {
                Connection = 0,
                Remote = server.Flow.Remote with { Port = server.SentByPort },
            };
            if (_transport.Send(server.Flow, server.Message.Filled, server.Id.Token) != SendResult.Failed)
            {
                return true;
            }
        }

        Counters.TransportErrors++;
        var effects = HandleServer(server, ServerInput.TransportError);
        ApplyServer(server, effects, now);
        return !effects.Has(Effects.Remove);
    }

    private void ReturnResponse(Transaction server)
    {
        _buffers.Return(ref server.Message);
        server.ToTagStart = 0;
        server.ToTagLength = 0;
    }

    /// <summary>
    /// One answer without a transaction, never much longer than the question, and only where the user lets strangers be
    /// answered. False when nothing was sent.
    /// </summary>
    private bool AnswerStateless(scoped in SipMessageView request, in Flow flow, int status, scoped ReadOnlySpan<byte> reason,
        bool asked = false, scoped ReadOnlySpan<byte> toTag = default)
    {
        if (!asked && !_user.MayAnswerMalformed(flow))
        {
            return false;
        }

        var answer = _buffers.Rent(Math.Min(request.Bytes.Length + StatelessGrowth, BufferPool.MaxSize));
        var writer = new SipWriter(answer.Memory[..Math.Min(request.Bytes.Length + StatelessGrowth, BufferPool.MaxSize)]);
        writer.StatusLine(status, reason);
        ResponseTemplate.WriteVias(ref writer, request, flow.Remote);
        Echo(ref writer, HeaderId.From, request);
        var to = request.First(HeaderId.To);
        if (!to.IsEmpty)
        {
            writer.Begin(HeaderId.To);
            writer.Append(to);
            if (request.ToTag.IsEmpty && to.IndexOf(";tag="u8) < 0)
            {
                AppendTag(ref writer, request, toTag);
            }

            writer.End();
        }

        Echo(ref writer, HeaderId.CallId, request);
        Echo(ref writer, HeaderId.CSeq, request);
        writer.Finish(default, default);
        var written = !writer.Failed;
        if (written)
        {
            Counters.StatelessAnswers++;
            _transport.Send(ViaStamp.ReplyTo(flow, request.TopVia), writer.Written, 0);
        }

        _buffers.Return(ref answer);
        return written;
    }

    /// <summary>§8.2.7: the same request gets the same tag each time it comes.</summary>
    private static void AppendTag(scoped ref SipWriter writer, scoped in SipMessageView request, scoped ReadOnlySpan<byte> tag)
    {
        writer.Append(";tag="u8);
        if (!tag.IsEmpty)
        {
            writer.Append(tag);
            return;
        }

        Span<byte> derived = stackalloc byte[16];
        var high = (uint)TransactionKey.Hash(request.TopVia.Raw);
        TransactionBranch.WriteHex(derived, ((ulong)high << 32) | (uint)TransactionKey.Hash(request.CallId));
        writer.Append(derived);
    }

    private static void Echo(scoped ref SipWriter writer, HeaderId id, scoped in SipMessageView request)
    {
        var value = request.First(id);
        if (!value.IsEmpty)
        {
            writer.Header(id, value);
        }
    }
}
