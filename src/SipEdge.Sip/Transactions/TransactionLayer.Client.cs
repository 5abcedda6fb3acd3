using System.Runtime.CompilerServices;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

// The client half: what the edge asks of others.
public sealed partial class TransactionLayer
{
    /// <summary>Room for the lines the layer adds to a request: Via with sent-by and branch, Content-Length, line ends.</summary>
    private const int RequestOverhead = 256;

    /// <summary>
    /// Branches of one fork that are acknowledged, each of which is kept for 64*T1. No call rings more telephones than this;
    /// a next hop that goes on answering fills nothing.
    /// </summary>
    private const int MaxForks = 32;

    // Spare StoredAck objects. Owned by the loop.
    private StoredAck? _spareAcks;

    // The request that a 401 or 407 refuses and where it went, while the user is told. Owned by the loop.
    private BufferLease _challenged;
    private Flow _challengedFlow;
    private LargeRequestRule _challengedLarge;

    /// <summary>
    /// Inside <see cref="ITransactionUser.OnResponse"/> with a 401 or 407: the request as it was sent. Empty otherwise.
    /// </summary>
    public ReadOnlySpan<byte> Challenged => _challenged.Filled;

    /// <summary>
    /// Sends a request in a transaction of its own. <paramref name="owner"/> comes back with every event.
    /// <see cref="TransactionId.None"/> when there is no room, the content cannot be written or the send fails at once; no
    /// event follows then.
    /// </summary>
    public TransactionId Send(scoped in RequestContent request, in Flow target, long owner, long now)
    {
        if (Count >= _options.MaxTransactions)
        {
            Counters.TableFull++;
            return TransactionId.None;
        }

        var invite = request.Method == SipMethod.Invite;
        var started = Take(invite ? TransactionKind.InviteClient : TransactionKind.NonInviteClient, request.Method, target);
        started.Random = _random.Next();
        started.Owner = owner;
        started.InviteClient = InviteClientState.Initial;
        started.NonInviteClient = NonInviteClientState.Initial;
        var branch = new TransactionBranch(_loop, started.Index, started.Generation, started.Random);
        started.Message = WriteRequest(request, target, branch);
        if (started.Message.IsEmpty)
        {
            Remove(started);
            return TransactionId.None;
        }

        PreferStream(started, request, branch, now);
        Start(started, now);
        if (started.SendFailed)
        {
            TryFallBack(started, now);
        }

        if (started.SendFailed)
        {
            Counters.TransportErrors++;
            Remove(started);
            return TransactionId.None;
        }

        return started.Id;
    }

    /// <summary>A request under way as it was written; empty when it is over.</summary>
    public ReadOnlySpan<byte> Sent(TransactionId client) =>
        TryFind(client, out var found) && !found.IsServer ? found.Message.Filled : default;

    /// <summary>
    /// Sends <see cref="Challenged"/> once more in a transaction of its own: the same but for CSeq and the credentials
    /// (RFC 3261 §22.2). As <see cref="Send"/> otherwise.
    /// </summary>
    /// <param name="cseq">The next number of the dialog or registration.</param>
    /// <param name="credentials">Rendered Authorization and Proxy-Authorization lines, for those that the request had.</param>
    /// <param name="session">Rendered Session-Expires and Min-SE lines instead: a 422 asked for longer (RFC 4028 §7.3).</param>
    /// <param name="owner">Comes back with every event.</param>
    /// <param name="now">The loop's time.</param>
    [SkipLocalsInit]
    public TransactionId SendAgain(uint cseq, scoped ReadOnlySpan<byte> credentials, long owner, long now,
        scoped ReadOnlySpan<byte> session = default)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        if (SipParser.Parse(Challenged, slots, ParseLimits.Default, out var request) != ParseStatus.Complete)
        {
            return TransactionId.None;
        }

        var room = _buffers.Rent(Math.Min(Challenged.Length + credentials.Length + session.Length + RequestOverhead, BufferPool.MaxSize));
        var headers = new SipWriter(room.Memory);
        foreach (ref readonly var slot in request.Headers)
        {
            switch (slot.Id)
            {
                case HeaderId.Via or HeaderId.ContentType or HeaderId.ContentLength:
                case HeaderId.Authorization or HeaderId.ProxyAuthorization when session.IsEmpty:
                case HeaderId.SessionExpires or HeaderId.MinSe when !session.IsEmpty:
                    break;
                case HeaderId.CSeq:
                    headers.Begin(HeaderId.CSeq);
                    headers.Append(cseq);
                    headers.Append((byte)' ');
                    headers.Append(request.MethodName);
                    headers.End();
                    break;
                default:
                    headers.Header(request.Name(slot), request.Value(slot));
                    break;
            }
        }

        headers.Lines(credentials);
        headers.Lines(session);
        var content = new RequestContent
        {
            Method = request.Method,
            RequestUri = request.RequestUri,
            Headers = headers.Written,
            ContentType = request.First(HeaderId.ContentType),
            Body = request.Body,
            Large = _challengedLarge,
        };
        var sent = headers.Failed ? TransactionId.None : Send(content, _challengedFlow, owner, now);
        _buffers.Return(ref room);
        return sent;
    }

    /// <summary>
    /// Gives an INVITE up. The CANCEL is held back until a 1xx has come (RFC 3261 §9.1); false when there is nothing to
    /// cancel any more. Without a final response 64*T1 after the CANCEL, <see cref="ITransactionUser.OnTimeout"/> is called.
    /// </summary>
    /// <param name="inviteClient">What <see cref="Send"/> returned.</param>
    /// <param name="extraHeaders">Rendered header lines, such as Reason.</param>
    /// <param name="now">The loop's time.</param>
    public bool Cancel(TransactionId inviteClient, scoped ReadOnlySpan<byte> extraHeaders, long now)
    {
        if (!TryFind(inviteClient, out var invite) || invite.Kind != TransactionKind.InviteClient
            || invite.InviteClient is not (InviteClientState.Calling or InviteClientState.Proceeding))
        {
            Counters.TooLate++;
            return false;
        }

        if (invite.CancelAsked)
        {
            return true;
        }

        invite.CancelAsked = true;
        if (invite.InviteClient == InviteClientState.Proceeding)
        {
            SendCancel(invite, extraHeaders, now);
        }
        else if (!extraHeaders.IsEmpty && extraHeaders.Length <= BufferPool.MaxSize)
        {
            invite.CancelHeaders = _buffers.Rent(extraHeaders.Length);
            extraHeaders.CopyTo(invite.CancelHeaders.Memory);
            invite.CancelHeaders.Length = extraHeaders.Length;
        }

        return true;
    }

    /// <summary>
    /// Sends the ACK for a 2xx, and keeps it to be sent again whenever that 2xx comes again (RFC 3261 §13.2.2.4): one for
    /// each To tag. When the transaction is over the ACK is sent all the same.
    /// </summary>
    public void Ack(TransactionId inviteClient, scoped in RequestContent ack, in Flow target, long now)
    {
        _ = now;
        var branch = new TransactionBranch(_loop, inviteClient.Index & TransactionBranch.MaxIndex, inviteClient.Generation,
            _random.Next());
        var message = WriteRequest(ack, target, branch);
        if (message.IsEmpty)
        {
            return;
        }

        if (_transport.Send(target, message.Filled, 0) == SendResult.Failed)
        {
            Counters.TransportErrors++;
        }

        if (TryFind(inviteClient, out var invite) && invite.Kind == TransactionKind.InviteClient
            && invite.InviteClient == InviteClientState.Accepted)
        {
            Keep(invite, message, target);
        }
        else
        {
            _buffers.Return(ref message);
        }
    }

    private void Start(Transaction started, long now)
    {
        Counters.ClientsStarted++;
        OnClientInput(started, ClientInput.Start, now);
    }

    private BufferLease WriteRequest(scoped in RequestContent request, in Flow target, TransactionBranch branch)
    {
        var sentBy = _transport.SentBy(target);
        var size = request.RequestUri.Length + sentBy.Length + request.Headers.Length + request.ContentType.Length
            + request.Body.Length + RequestOverhead;
        if (size > BufferPool.MaxSize)
        {
            Counters.Unwritable++;
            return default;
        }

        var message = _buffers.Rent(size);
        var writer = new SipWriter(message.Memory);
        writer.RequestLine(request.Method, request.RequestUri);
        Span<byte> branchText = stackalloc byte[TransactionBranch.Length];
        branch.Write(branchText);
        writer.Begin(HeaderId.Via);
        AppendVia(ref writer, target, branchText);
        writer.End();
        writer.Lines(request.Headers);
        writer.Finish(request.ContentType, request.Body);
        if (writer.Failed)
        {
            Counters.Unwritable++;
            _buffers.Return(ref message);
            return default;
        }

        message.Length = writer.Length;
        return message;
    }

    /// <summary>A timer, a failure or the start: everything that happens to a client transaction but a response.</summary>
    private void OnClientInput(Transaction client, ClientInput input, long now, FlowFailure failure = default)
    {
        var effects = HandleClient(client, input);
        var id = client.Id;
        var owner = client.Owner;
        var ours = client.Method == SipMethod.Cancel;
        ApplyClient(client, effects, now);
        if (ours)
        {
            // The layer's own CANCEL: its INVITE has a timer of its own.
            return;
        }

        if (effects.Has(Effects.ReportTimeout))
        {
            Counters.ClientTimeouts++;
            _user.OnTimeout(id, owner, now);
        }
        else if (effects.Has(Effects.ReportTransportError))
        {
            Counters.TransportErrors++;
            _user.OnTransportFailed(id, owner, failure, now);
        }
    }

    private void OnResponse(scoped in SipMessageView response, in Flow flow, long now)
    {
        // §8.1.3.3: more than our own Via means it was meant for somebody else.
        if (response.Count(HeaderId.Via) > 1 || FindClient(response) is not { } client)
        {
            Counters.StrayResponses++;
            return;
        }

        var input = response.StatusCode switch
        {
            < 200 => ClientInput.Provisional,
            < 300 => ClientInput.Success,
            _ => ClientInput.Failure,
        };
        if (input == ClientInput.Success && client.Acks is not null && FindAck(client, response.ToTag) is { } again)
        {
            Counters.Retransmissions++;
            _transport.Send(again.Flow, again.Message.Filled, 0);
            return;
        }

        if (input == ClientInput.Success && CountAcks(client) >= MaxForks)
        {
            Counters.StrayResponses++;
            return;
        }

        var effects = HandleClient(client, input);
        if (effects == Effects.None)
        {
            Counters.StrayResponses++;
            return;
        }

        var id = client.Id;
        var owner = client.Owner;
        var passUp = effects.Has(Effects.PassUp) && client.Method != SipMethod.Cancel;
        var challenged = passUp && response.StatusCode is 401 or 407 or 422;
        if (effects.Has(Effects.SendAck) && !client.AckForRefusal)
        {
            ReplaceByAck(client, response, challenged);
        }
        else if (challenged)
        {
            Hold(client);
        }

        ApplyClient(client, effects, now);
        if (input == ClientInput.Provisional && client.CancelAsked && client.Companion.IsNone)
        {
            SendCancel(client, client.CancelHeaders.Filled, now);
            _buffers.Return(ref client.CancelHeaders);
        }

        if (passUp)
        {
            _user.OnResponse(id, owner, response, flow, now);
        }

        if (challenged)
        {
            _buffers.Return(ref _challenged);
        }
    }

    /// <summary>Keeps a refused request for the user, who may send it again; the transaction needs it no more.</summary>
    private void Hold(Transaction refused)
    {
        _challenged = refused.Message;
        _challengedFlow = refused.Flow;
        _challengedLarge = refused.Large;
        refused.Message = default;
    }

    /// <summary>§17.1.3: the top Via's branch and CSeq's method. The branch must come back whole.</summary>
    private Transaction? FindClient(scoped in SipMessageView response)
    {
        if (!TransactionBranch.TryParse(response.TopVia.Branch, out var branch) || branch.Loop != _loop
            || !TryFind(new TransactionId(branch.Index, branch.Generation), out var found)
            || found.IsServer || found.Random != branch.Random)
        {
            return null;
        }

        if (response.Method == SipMethod.Cancel && found.Kind == TransactionKind.InviteClient)
        {
            return TryFind(found.Companion, out var cancel) ? cancel : null;
        }

        return found.Method == response.Method ? found : null;
    }

    /// <summary>
    /// Whether a request carries the branch of one that we sent and that still lives, with no other Via on top: it came
    /// straight back (RFC 3261 §16.3 step 4; a B2BUA changes Call-ID and tags, so a copy is not known by those).
    /// </summary>
    private bool IsOurs(ReadOnlySpan<byte> topBranch) =>
        TransactionBranch.TryParse(topBranch, out var branch) && branch.Loop == _loop
        && TryFind(new TransactionId(branch.Index, branch.Generation), out var sent)
        && !sent.IsServer && sent.Random == branch.Random;

    private static Effects HandleClient(Transaction client, ClientInput input) => client.Kind == TransactionKind.InviteClient
        ? InviteClientTransaction.Handle(ref client.InviteClient, input, client.Reliable)
        : NonInviteClientTransaction.Handle(ref client.NonInviteClient, input, client.Reliable);

    private void ApplyClient(Transaction client, Effects effects, long now)
    {
        if (effects.Has(Effects.StopTimers))
        {
            StopTimers(client);
        }

        if (effects.Has(Effects.StartRetransmission))
        {
            _wheel.Arm(client.RetransmissionTimer, now + RetransmissionInterval(client));
            client.Retransmissions++;
        }

        if (effects.Has(Effects.StartTimeout))
        {
            _wheel.Arm(client.TimeoutTimer, now + StateDuration(client));
        }

        if (effects.Has(Effects.Send))
        {
            Counters.Retransmissions += client.Retransmissions > 1 ? 1 : 0;
            if (_transport.Send(client.Flow, client.Message.Filled, client.Id.Token) == SendResult.Failed)
            {
                client.SendFailed = true;
                _wheel.Arm(client.TimeoutTimer, now);
            }
        }

        if (effects.Has(Effects.SendAck) && client.AckForRefusal)
        {
            _transport.Send(client.Flow, client.Message.Filled, 0);
        }

        if (effects.Has(Effects.Remove))
        {
            Remove(client);
        }
        else if (client is { Kind: TransactionKind.InviteClient, InviteClient: InviteClientState.Accepted }
            or { Kind: TransactionKind.NonInviteClient, NonInviteClient: NonInviteClientState.Completed })
        {
            // Never sent again, and neither ACK nor CANCEL is made from it.
            _buffers.Return(ref client.Message);
            _buffers.Return(ref client.CancelHeaders);
        }
    }

    private int RetransmissionInterval(Transaction client) => client switch
    {
        { Kind: TransactionKind.InviteClient } => _durations.A(client.Retransmissions),
        { NonInviteClient: NonInviteClientState.Proceeding } => _durations.EProceeding,
        _ => _durations.E(client.Retransmissions),
    };

    private int StateDuration(Transaction client) => client switch
    {
        { Kind: TransactionKind.InviteClient, InviteClient: InviteClientState.Calling } => _durations.B,
        { Kind: TransactionKind.InviteClient, InviteClient: InviteClientState.Proceeding } => _durations.AfterCancel,
        { Kind: TransactionKind.InviteClient, InviteClient: InviteClientState.Accepted } => _durations.M,
        { Kind: TransactionKind.InviteClient } => _durations.D(client.Reliable),
        { NonInviteClient: NonInviteClientState.Trying } => _durations.F,
        _ => _durations.K(client.Reliable),
    };

    /// <summary>§17.1.1.3: from here on the INVITE is never sent again; the ACK made from it takes its place.</summary>
    [SkipLocalsInit]
    private void ReplaceByAck(Transaction client, scoped in SipMessageView response, bool challenged)
    {
        var ack = WriteFromInvite(client, SipMethod.Ack, response.First(HeaderId.To), default);
        if (challenged)
        {
            Hold(client);
        }

        if (!ack.IsEmpty)
        {
            _buffers.Return(ref client.Message);
            client.Message = ack;
            client.AckForRefusal = true;
        }
    }

    private void SendCancel(Transaction invite, scoped ReadOnlySpan<byte> extraHeaders, long now)
    {
        var message = WriteFromInvite(invite, SipMethod.Cancel, default, extraHeaders);
        if (message.IsEmpty)
        {
            return;
        }

        // Without a look at the limit: a CANCEL makes room sooner than refusing it would.
        var cancel = Take(TransactionKind.NonInviteClient, SipMethod.Cancel, invite.Flow);
        cancel.NonInviteClient = NonInviteClientState.Initial;
        cancel.Random = invite.Random;
        cancel.Message = message;
        cancel.Companion = invite.Id;
        invite.Companion = cancel.Id;
        Start(cancel, now);
        ApplyClient(invite, HandleClient(invite, ClientInput.Cancelled), now);
    }

    /// <summary>A CANCEL or an ACK for a refusal: what both repeat from the INVITE (§9.1, §17.1.1.3).</summary>
    [SkipLocalsInit]
    private BufferLease WriteFromInvite(Transaction client, SipMethod method, scoped ReadOnlySpan<byte> to,
        scoped ReadOnlySpan<byte> extraHeaders)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(client.Message.Filled, slots, ParseLimits.Default, out var invite);
        var size = client.Message.Length + to.Length + extraHeaders.Length + RequestOverhead;
        if (status != ParseStatus.Complete || size > BufferPool.MaxSize)
        {
            Counters.Unwritable++;
            return default;
        }

        var message = _buffers.Rent(size);
        var writer = new SipWriter(message.Memory);
        writer.RequestLine(method, invite.RequestUri);
        writer.Header(HeaderId.Via, invite.TopVia.Raw);
        foreach (var route in invite.Values(HeaderId.Route))
        {
            writer.Header(HeaderId.Route, route);
        }

        writer.Header(HeaderId.MaxForwards, 70);
        writer.Header(HeaderId.From, invite.First(HeaderId.From));
        writer.Header(HeaderId.To, to.IsEmpty ? invite.First(HeaderId.To) : to);
        writer.Header(HeaderId.CallId, invite.CallId);
        writer.Begin(HeaderId.CSeq);
        writer.Append(invite.CSeq);
        writer.Append((byte)' ');
        writer.Append(SipMethods.Name(method));
        writer.End();
        writer.Lines(extraHeaders);
        writer.Finish(default, default);
        if (writer.Failed)
        {
            Counters.Unwritable++;
            _buffers.Return(ref message);
            return default;
        }

        message.Length = writer.Length;
        return message;
    }

    [SkipLocalsInit]
    private void Keep(Transaction invite, BufferLease message, in Flow target)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        SipParser.Parse(message.Filled, slots, ParseLimits.Default, out var ack);
        var kept = FindAck(invite, ack.ToTag);
        if (kept is null)
        {
            kept = _spareAcks ?? new StoredAck();
            _spareAcks = kept.Next;
            kept.Next = invite.Acks;
            invite.Acks = kept;
        }

        var tag = Slice.In(message.Filled, ack.ToTag);
        _buffers.Return(ref kept.Message);
        kept.Message = message;
        kept.Flow = target;
        kept.ToTagStart = tag.Start;
        kept.ToTagLength = tag.Length;
    }

    private static StoredAck? FindAck(Transaction invite, ReadOnlySpan<byte> toTag)
    {
        for (var ack = invite.Acks; ack is not null; ack = ack.Next)
        {
            if (ack.ToTag.SequenceEqual(toTag))
            {
                return ack;
            }
        }

        return null;
    }

    private static int CountAcks(Transaction client)
    {
        var count = 0;
        for (var ack = client.Acks; ack is not null; ack = ack.Next)
        {
            count++;
        }

        return count;
    }

    private void ReleaseClient(Transaction client)
    {
        _buffers.Return(ref client.CancelHeaders);
        while (client.Acks is { } ack)
        {
            client.Acks = ack.Next;
            _buffers.Return(ref ack.Message);
            ack.Flow = default;
            ack.Next = _spareAcks;
            _spareAcks = ack;
        }

        // A CANCEL has nothing to wait for once its INVITE is over; the INVITE goes on without its CANCEL.
        if (client.Kind == TransactionKind.InviteClient && TryFind(client.Companion, out var cancel))
        {
            Remove(cancel);
        }

        client.Companion = default;
        client.CancelAsked = false;
        client.AckForRefusal = false;
        client.MayFallBack = false;
        client.Large = default;
        client.SendFailed = false;
    }
}
