using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

// The server half: what others ask of the edge.
public sealed partial class TransactionLayer
{
    private readonly ServerTransactionTable _servers = new();

    // Where keys are put together: a request's, and the one that finds its copies. Either may hold most of a message.
    private readonly byte[] _keys = new byte[2 * (BufferPool.MaxSize + TransactionKey.Overhead)];

    // Server transactions by source address; only when they are limited.
    private readonly Dictionary<UInt128, int> _sources = [];

    /// <summary>
    /// Answers a request. A final response ends the user's part, but for a 2xx to an INVITE, which is repeated until
    /// <see cref="Acknowledge"/>. An answer for a transaction that is over or already answered is dropped and counted.
    /// </summary>
    /// <returns>
    /// The status that stands now: 500 in place of a final answer that could not be written, 0 when nothing was taken.
    /// </returns>
    public int Respond(TransactionId server, scoped in ResponseContent response, long now)
    {
        if (!TryFind(server, out var answered) || !answered.IsServer)
        {
            Counters.TooLate++;
            return 0;
        }

        var status = answered.Template.IsEmpty ? response.Status : WriteResponse(answered, response);
        if (status == 0)
        {
            return 0;
        }

        var effects = HandleServer(answered, status switch
        {
            < 200 => ServerInput.SendProvisional,
            < 300 => ServerInput.SendSuccess,
            _ => ServerInput.SendFailure,
        });
        if (effects == Effects.None)
        {
            Counters.TooLate++;
            return 0;
        }

        if (status >= 200)
        {
            answered.Template.Return(_buffers);
        }

        ApplyServer(answered, effects, now);
        return status;
    }

    /// <summary>
    /// Answers a request of somebody who was not let in, once, and forgets it (RFC 3261 §26.3.2.4): a source may be forged,
    /// so a refusal is not sent again and again towards it, and strangers leave nothing behind in the table. The request
    /// coming again is a new one, and its ACK belongs to nothing.
    /// </summary>
    /// <returns>
    /// False when the answer would be longer than <paramref name="most"/> bytes: nothing was sent, and the request still waits
    /// for a shorter one or for <see cref="Abandon"/>.
    /// </returns>
    public bool RespondOnce(TransactionId server, scoped in ResponseContent response, int most = int.MaxValue)
    {
        if (!TryFind(server, out var answered) || !answered.IsServer || answered.Template.IsEmpty)
        {
            Counters.TooLate++;
            return true;
        }

        if (WriteResponse(answered, response) != 0)
        {
            if (answered.Message.Length > most)
            {
                ReturnResponse(answered);
                return false;
            }

            _transport.Send(answered.Flow, answered.Message.Filled, 0);
        }

        Remove(answered);
        return true;
    }

    /// <summary>The ACK for our 2xx has come: it is not repeated any more. The transaction stays for late INVITEs.</summary>
    public void Acknowledge(TransactionId inviteServer)
    {
        if (TryFind(inviteServer, out var answered) && answered.Kind == TransactionKind.InviteServer
            && answered.InviteServer == InviteServerState.Accepted)
        {
            answered.Acknowledged = true;
            _wheel.Cancel(answered.RetransmissionTimer);
            ReturnResponse(answered);
        }
    }

    /// <summary>
    /// Forgets a request without any answer: to a stranger the edge is not there. The request coming again is a new one.
    /// </summary>
    public void Abandon(TransactionId server)
    {
        if (TryFind(server, out var abandoned) && abandoned.IsServer)
        {
            Remove(abandoned);
        }
    }

    private void OnRequest(scoped in SipMessageView request, in Flow flow, long now)
    {
        if (request.Method == SipMethod.Cancel)
        {
            OnCancel(request, flow, now);
            return;
        }

        var length = TransactionKey.Write(_keys, request, request.Method);
        var hash = TransactionKey.Hash(_keys.AsSpan(0, length));
        var known = _servers.Find(_places, _keys.AsSpan(0, length), hash);
        var foreign = known is not null && known.Flow.Remote.Address != flow.Remote.Address;
        if (request.Method == SipMethod.Ack)
        {
            OnAck(foreign ? null : known, request, flow, now);
        }
        else if (known is null)
        {
            OnNewRequest(request, flow, length, hash, now);
        }
        else if (foreign)
        {
            // Deviates: §17.2.3 does not look at the source. A copy from elsewhere would have the answer sent to the real one
            // again.
            Counters.RequestsAbsorbed++;
        }
        else
        {
            Counters.RequestsAbsorbed++;
            ApplyServer(known, HandleServer(known, ServerInput.Request), now);
        }
    }

    private void OnNewRequest(scoped in SipMessageView request, in Flow flow, int keyLength, int keyHash, long now)
    {
        if (IsOurs(request.TopVia.Branch))
        {
            // Two gateways that lead back here would double every call on each turn until nothing is left.
            Counters.LoopedRequests++;
            AnswerStateless(request, flow, 482, default, asked: true);
            return;
        }

        var mergeLength = 0;
        var mergeHash = 0;
        if (request.ToTag.IsEmpty && !request.FromTag.IsEmpty)
        {
            mergeLength = TransactionKey.WriteMerge(_keys.AsSpan(keyLength), request);
            mergeHash = TransactionKey.Hash(_keys.AsSpan(keyLength, mergeLength));
            if (_servers.FindMerged(_places, _keys.AsSpan(keyLength, mergeLength), mergeHash) is { } copy && IsOngoing(copy))
            {
                Counters.MergedRequests++;
                AnswerStateless(request, flow, 482, default);
                return;
            }
        }

        if (!HasRoomFor(flow.Remote.Address))
        {
            AnswerStateless(request, flow, 503, default);
            return;
        }

        if (!ResponseTemplate.TryCreate(_buffers, request, flow.Remote, out var template))
        {
            Counters.Unwritable++;
            return;
        }

        var invite = request.Method == SipMethod.Invite;
        var started = Take(invite ? TransactionKind.InviteServer : TransactionKind.NonInviteServer, request.Method,
            ViaStamp.ReplyTo(flow, request.TopVia));
        started.InviteServer = InviteServerState.Initial;
        started.NonInviteServer = NonInviteServerState.Initial;
        started.SentByPort = ViaStamp.SentByPort(flow, request.TopVia);
        started.Template = template;
        started.Key = _buffers.Rent(keyLength + mergeLength);
        started.Key.Length = keyLength + mergeLength;
        _keys.AsSpan(0, keyLength + mergeLength).CopyTo(started.Key.Memory);
        started.KeyLength = keyLength;
        started.KeyHash = keyHash;
        started.MergeHash = mergeHash;
        _servers.Add(_places, started);
        Counters.ServersStarted++;
        if (_options.MaxPerSource > 0)
        {
            _sources[flow.Remote.Address] = _sources.GetValueOrDefault(flow.Remote.Address) + 1;
        }

        ApplyServer(started, HandleServer(started, ServerInput.Start), now);
        _user.OnRequest(started.Id, request, flow, now);
    }

    private void OnAck(Transaction? known, scoped in SipMessageView ack, in Flow flow, long now)
    {
        var effects = known is null ? Effects.PassUp : HandleServer(known, ServerInput.Ack);
        if (effects.Has(Effects.PassUp))
        {
            _user.OnAck(ack, flow, now);
        }
        else if (effects == Effects.None)
        {
            Counters.StrayAcks++;
        }
        else
        {
            ApplyServer(known!, effects, now);
        }
    }

    /// <summary>
    /// §9.2. Answered without a transaction of its own: the answer depends on the INVITE's transaction alone, and is the
    /// same each time the CANCEL comes. Only the INVITE's own source may cancel it (§22.1: a CANCEL cannot be challenged).
    /// </summary>
    private void OnCancel(scoped in SipMessageView cancel, in Flow flow, long now)
    {
        var length = TransactionKey.Write(_keys, cancel, SipMethod.Invite);
        var key = _keys.AsSpan(0, length);
        var invite = _servers.Find(_places, key, TransactionKey.Hash(key));
        if (invite is null || invite.Flow.Remote.Address != flow.Remote.Address)
        {
            Counters.StrayCancels++;
            if (_user.MayAnswerMalformed(flow))
            {
                AnswerStateless(cancel, flow, 481, default, asked: true);
            }

            return;
        }

        AnswerStateless(cancel, flow, 200, default, asked: true, invite.ToTag);
        if (invite is { InviteServer: InviteServerState.Proceeding, CancelSeen: false })
        {
            invite.CancelSeen = true;
            _user.OnCancel(invite.Id, cancel, flow, now);
        }
    }

    /// <returns>What was answered; 0 for nothing.</returns>
    private int OnMalformed(ParseStatus status, scoped in SipMessageView message, in Flow flow)
    {
        if (!message.IsRequest)
        {
            // Also what is no SIP at all. A response is never answered.
            Counters.MalformedResponses++;
            return 0;
        }

        Counters.MalformedRequests++;
        var code = ParseStatuses.ResponseCode(status);
        return message.Method != SipMethod.Ack && ParseStatuses.CanAnswer(status) && !message.TopVia.Raw.IsEmpty
            && AnswerStateless(message, flow, code, ParseStatuses.ReasonPhrase(status))
                ? code
                : 0;
    }

    private bool HasRoomFor(UInt128 source)
    {
        if (Count >= _options.MaxTransactions)
        {
            Counters.TableFull++;
            return false;
        }

        if (_options.MaxPerSource > 0 && _sources.GetValueOrDefault(source) >= _options.MaxPerSource)
        {
            Counters.SourceFull++;
            return false;
        }

        return true;
    }

    /// <summary>
    /// Still being answered, or answered with a 2xx. After a refusal the client may well try the same request again by
    /// another way (RFC 3263 §4.3), and that is no loop.
    /// </summary>
    private static bool IsOngoing(Transaction server) => server.Kind == TransactionKind.InviteServer
        ? server.InviteServer is InviteServerState.Proceeding or InviteServerState.Accepted
        : server.NonInviteServer is NonInviteServerState.Trying or NonInviteServerState.Proceeding;

    private void OnServerTimer(Transaction server, ServerInput input, long now)
    {
        var effects = HandleServer(server, input);
        var id = server.Id;
        var owner = server.Owner;
        var unanswered = effects.Has(Effects.ReportNoAck) && !server.Acknowledged;
        ApplyServer(server, effects, now);
        if (unanswered)
        {
            Counters.NoAcks++;
            _user.OnNoAck(id, owner, now);
        }
    }

    private static Effects HandleServer(Transaction server, ServerInput input) => server.Kind == TransactionKind.InviteServer
        ? InviteServerTransaction.Handle(ref server.InviteServer, input, server.Reliable)
        : NonInviteServerTransaction.Handle(ref server.NonInviteServer, input, server.Reliable);

    private void ApplyServer(Transaction server, Effects effects, long now)
    {
        if (effects.Has(Effects.StopTimers))
        {
            StopTimers(server);
        }

        if (effects.Has(Effects.StartRetransmission))
        {
            Counters.Retransmissions += server.Retransmissions > 0 ? 1 : 0;
            _wheel.Arm(server.RetransmissionTimer, now + ServerRetransmissionInterval(server));
            server.Retransmissions++;
        }

        if (effects.Has(Effects.StartTimeout))
        {
            _wheel.Arm(server.TimeoutTimer, now + ServerStateDuration(server));
        }

        if (effects.Has(Effects.SendTrying) && server.Message.IsEmpty)
        {
            WriteResponse(server, new ResponseContent { Status = 100 });
            SendResponse(server, now);
        }

        if (effects.Has(Effects.Send) && !server.Message.IsEmpty && !SendResponse(server, now))
        {
            return;
        }

        if (effects.Has(Effects.Remove))
        {
            Remove(server);
        }
        else if (server is { Kind: TransactionKind.InviteServer, InviteServer: InviteServerState.Confirmed })
        {
            ReturnResponse(server);
        }
    }

    private int ServerRetransmissionInterval(Transaction server) => server.InviteServer switch
    {
        InviteServerState.Proceeding => _options.TryingAfter,
        InviteServerState.Accepted => _durations.Success(server.Retransmissions),
        _ => _durations.G(server.Retransmissions),
    };

    private int ServerStateDuration(Transaction server) => server switch
    {
        { Kind: TransactionKind.NonInviteServer } => _durations.J(server.Reliable),
        { InviteServer: InviteServerState.Accepted } => _durations.L,
        { InviteServer: InviteServerState.Completed } => _durations.H,
        _ => _durations.I(server.Reliable),
    };

    private void ReleaseServer(Transaction server)
    {
        _servers.Remove(_places, server);
        if (_options.MaxPerSource > 0)
        {
            var source = server.Flow.Remote.Address;
            var left = _sources.GetValueOrDefault(source) - 1;
            if (left > 0)
            {
                _sources[source] = left;
            }
            else
            {
                _sources.Remove(source);
            }
        }

        _buffers.Return(ref server.Key);
        server.Template.Return(_buffers);
        ReturnResponse(server);
        server.TriedSentBy = false;
        server.Acknowledged = false;
        server.CancelSeen = false;
    }
}
