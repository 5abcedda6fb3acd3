using SipEdge.Core.Admission;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Routing;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Answering: what a gateway says to the INVITE, and what the caller is told.
internal sealed partial class CallControl
{
    private void OnAttemptResponse(Call call, TransactionId client, in SipMessageView response, in Flow flow, long now)
    {
        if (client != call.AttemptClient)
        {
            EndStrayDialog(client, response, flow, now);
            return;
        }
        if (call is { Settling: true, State: CallState.Calling or CallState.Proceeding })
        {
            OnGivenUpResponse(call, client, response, flow, now);
            return;
        }
        HeardAttempt(call);
        if (flow.IsReliable && !call.Callee.NextHop.IsReliable)
        {
            // The INVITE was too long for a datagram: its dialog stays on the connection (RFC 5923).
            (call.Callee.NextHop, call.Callee.Peer) = (flow, flow);
        }
        switch (response.StatusCode)
        {
            case 100:
                break;
            case < 200:
                OnProvisional(call, response, now);
                break;
            case < 300:
                OnAnswer(call, client, response, flow, now);
                break;
            case < 400 when TryRedirect(call, response, now):
                break;
            default:
                if (!TryOtherScheme(call, response.StatusCode, now))
                {
                    OnAttemptFailed(call, response, now);
                }
                break;
        }
    }

    private void OnProvisional(Call call, in SipMessageView response, long now)
    {
        if ((CallMachine.Step(ref call.State, CallInput.Provisional) & CallEffects.RelayProvisional) == 0)
        {
            return;
        }
        if (call.Transfer is { } transfer)
        {
            OnTransferProgress(transfer, response.StatusCode, now);
        }
        if (!TryRing(call, response, out var index))
        {
            metrics.EarlyDialogDropped();
            AcknowledgeUnheard(call, response, now);
            return;
        }
        var early = call.Early[index];
        if (early.GivenUp)
        {
            return;
        }
        if (OptionTags.Has(response, HeaderId.Require, OptionTags.Rel100))
        {
            if (!ReliableNumber.TryRead(response, out var rseq) || !early.TakeReliable(rseq))
            {
                return; // repeated, or before one that is missing still
            }
            OnReliable(call, index, response, now);
            return;
        }
        var told = TakeEarlyAnswer(call, early, response, now, out var body);
        if (told)
        {
            Tell(call, index, response, body, now);
        }
    }

    /// <summary>The description of a provisional response, where it is the answer to the caller's offer.</summary>
    /// <returns>False where the caller is better told nothing.</returns>
    private bool TakeEarlyAnswer(
        Call call, EarlyDialog early, in SipMessageView response, long now, out ReadOnlySpan<byte> body)
    {
        body = [];
        ref var exchange = ref call.InviteExchange;
        if (exchange.OfferInRequest && !early.Agreed && ContentTypes.IsSdp(response) && !response.Body.IsEmpty)
        {
            var refused = ReopenOffer(call, ref exchange, now)
                ?? RelayAnswer(call, ref exchange, response.Body, final: false, out body);
            if (refused is { } unusable)
            {
                CallLog.EarlyMediaRefused(log, call.Story.Id, ReasonCodes.Name(unusable));
            }
            else
            {
                early.Answer.Set(services.Buffers, response.Body);
                early.Told.Set(services.Buffers, body);
            }
        }
        return !call.PlaysEarly || !body.IsEmpty; // a phone that is told of ringing plays its own tone over what it hears
    }

    /// <summary>What a place that rings has to say, on the caller's dialog that mirrors its own.</summary>
    private void Tell(Call call, int index, in SipMessageView response, ReadOnlySpan<byte> body, long now)
    {
        var writer = new SipWriter(_headers);
        WriteContact(ref writer, call.Caller, call.Caller.Peer);
        writer.Lines(LocalCapabilities.AllowLine);
        Carry(ref writer, call, call.Caller, response);
        if (writer.Failed)
        {
            return; // longer than a message may be; the final response tells the caller soon enough
        }
        if (call.Rings == CallerRings.Reliably || (call.Rings == CallerRings.ReliablyWithMedia && !body.IsEmpty))
        {
            TellReliably(call, index, response.StatusCode, ref writer, body, now);
            return;
        }
        Span<byte> tag = stackalloc byte[Identifiers.TagLength];
        Identifiers.WriteEarlyTag(tag, call.Caller.LocalTag, index);
        Respond(call.InviteExchange.Server, response.StatusCode, tag, writer.Written, body, now, response.ReasonPhrase);
    }

    /// <summary>
    /// The early dialog that a provisional response belongs to, begun with the first one that has its tag (RFC 3261 §12.1).
    /// </summary>
    private static bool TryRing(Call call, in SipMessageView response, out int index)
    {
        if (call.Early.TryFind(response.ToTag, out index))
        {
            return true;
        }
        if (call.Early.Add(call.InviteExchange.CSeq, out index) is not { } early)
        {
            return false;
        }
        early.CalleeCSeq = response.CSeq;
        Span<byte> uri = stackalloc byte[OutgoingUri.MaxLength];
        var length = OutgoingUri.WriteGateway(call.Current.Gateway, call.Current.Scheme, uri);
        early.AllowsUpdate = response.Has(HeaderId.Allow) ? OptionTags.Allows(response, SipMethod.Update) : null;
        early.Callee.InitAsClient(response, uri[..length], call.Callee.NextHop.Transport == TransportKind.Tls);
        call.Story.EarlyDialogs++;
        return true;
    }

    private void OnAnswer(Call call, TransactionId client, in SipMessageView response, in Flow flow, long now)
    {
        var answered = -1;
        if (call is { Transfer: { } waiting, Callee.Confirmed: true })
        {
            OnTransferAnsweredAgain(call, waiting, client, response, flow, now);
            return;
        }
        if (call.State is CallState.Calling or CallState.Proceeding or CallState.Cancelling)
        {
            answered = call.Early.TryFind(response.ToTag, out var index) ? index : -1;
            if (!ConfirmCallee(call, response, flow))
            {
                // A 2xx without a To tag opens no dialog, and no other final response will come.
                EndedAttempt(call, ReasonCodes.Status(ReasonCode.BadAnswer), ReasonCode.BadAnswer, now);
                return;
            }
        }
        else if (!call.Callee.Dialog.RemoteTag.SequenceEqual(response.ToTag))
        {
            // Another branch of a fork answered as well: it gets its ACK and a BYE (RFC 3261 §13.2.2.4).
            EndStrayDialog(client, response, flow, now);
            return;
        }
        else
        {
            return; // the same 2xx again; the layer repeats the ACK once there is one
        }
        if (call.State == CallState.Cancelling)
        {
            Step(call, CallInput.Answer, now);
            return;
        }
        if (answered >= 0 && call.Early[answered].GivenUp)
        {
            EndGivenUp(call, response.StatusCode, now);
            return;
        }
        TakeTerms(call, CallSide.Callee, response, now);
        if (call.Transfer is { } transfer)
        {
            OnTransferAnswered(call, transfer, response, now);
            return;
        }
        ReadOnlySpan<byte> body = [];
        ref var exchange = ref call.InviteExchange;
        var agreed = answered >= 0 && call.Early[answered].Agreed;
        var refused = (exchange.OfferInRequest, response.Body.IsEmpty) switch
        {
            _ when agreed => ConfirmAgreed(call, call.Early[answered], out body),
            (true, false) => RelayFinalAnswer(call, ref exchange, answered, response.Body, now, out body),
            (true, true) when answered >= 0 && !call.Early[answered].Answer.IsEmpty =>
                RelayFinalAnswer(call, ref exchange, answered, call.Early[answered].Answer.Span, now, out body),
            (true, true) => ReasonCode.NoCommonMedia,
            (false, false) => RelayLateOffer(call, ref exchange, CallSide.Callee, response.Body, out body),
            (false, true) => null,
        };
        if (refused is { } reason)
        {
            // "400 malformed" would speak of the caller's own description.
            reason = reason == ReasonCode.SdpMalformed ? ReasonCode.BadAnswer : reason;
            AckCallee(call, [], now);
            SendBye(call.Callee, now);
            EndAttempt(call, response.StatusCode, reason, now);
            Fail(call, reason, now);
            return;
        }
        EndAttempt(call, response.StatusCode, ReasonCode.Answered, now);
        NoteAnswered(call, response.StatusCode, 0, now);
        if (exchange.OfferInRequest || agreed)
        {
            AckCallee(call, [], now);
        }
        if (answered >= 0 && call.Early[answered].IsUnacknowledged)
        {
            call.HeldAnswer.Set(services.Buffers, response.Bytes);
            Step(call, CallInput.AnswerHeld, now);
            return;
        }
        ConfirmCaller(call, answered);
        AnswerCaller(call, response, body, now);
    }

    /// <summary>The caller ended this early dialog, which answered all the same; who forked has cancelled the others by now.</summary>
    private void EndGivenUp(Call call, int status, long now)
    {
        AckCallee(call, [], now);
        SendBye(call.Callee, now);
        EndAttempt(call, status, ReasonCode.Cancelled, now);
        call.Story.Cancelled = true;
        call.Story.EndedBy = "caller";
        Refuse(call, 487, ReasonCode.Cancelled);
        Step(call, CallInput.AttemptsExhausted, now);
    }

    /// <summary>An answer that the caller has heard early is told in the same words (RFC 3261 §13.2.1).</summary>
    private ReasonCode? RelayFinalAnswer(
        Call call, scoped ref Exchange exchange, int answered, scoped ReadOnlySpan<byte> answer, long now,
        out ReadOnlySpan<byte> body)
    {
        body = [];
        var refused = ReopenOffer(call, ref exchange, now)
            ?? RelayAnswer(call, ref exchange, answer, final: true, out body);
        if (refused is null && answered >= 0 && call.Early[answered].Answer.Span.SequenceEqual(answer))
        {
            var told = call.Early[answered].Told.Span;
            told.CopyTo(_description);
            body = _description.AsSpan(0, told.Length);
        }
        return refused;
    }

    /// <summary>The caller's dialog that lives is the one that mirrors the answering callee's; the others are over.</summary>
    /// <param name="call">The call that was answered.</param>
    /// <param name="answered">Its early dialog; -1 when the answer is the first that is heard of the callee.</param>
    private static void ConfirmCaller(Call call, int answered)
    {
        var caller = call.Caller;
        var cseq = answered >= 0 ? call.Early[answered].CallerCSeq : call.InviteExchange.CSeq;
        Identifiers.WriteEarlyTag(caller.LocalTag, caller.LocalTag, answered >= 0 ? answered : call.Early.Count);
        caller.Dialog.Become(caller.LocalTag, cseq);
        call.Early.Clear();
    }

    /// <summary>
    /// 2xx to the caller, with what the callee allows of its headers. <paramref name="answer"/> is empty for the echo.
    /// </summary>
    private void AnswerCaller(Call call, in SipMessageView answer, ReadOnlySpan<byte> body, long now)
    {
        ref var exchange = ref call.InviteExchange;
        var writer = new SipWriter(_headers);
        WriteContact(ref writer, call.Caller, call.Caller.Peer);
        writer.Lines(LocalCapabilities.AllowLine);
        AgreeOnTerms(ref writer, call, CallSide.Caller, now);
        writer.Lines(LocalCapabilities.MoreAllowed(call.Caller.Signalling));
        Carry(ref writer, call, call.Caller, answer);
        if (writer.Failed || Respond(exchange.Server, 200, call.Caller.LocalTag, writer.Written, body, now) != 200)
        {
            // Longer than a message may be: the caller cannot be told, so nobody is connected.
            AckCallee(call, [], now);
            SendBye(call.Callee, now);
            Fail(call, ReasonCode.BadAnswer, now);
            return;
        }
        CallMachine.Step(ref call.State, CallInput.Answer);
        _timers.Disarm(call, CallTimer.Ring);
        _timers.Disarm(call, CallTimer.Ringing);
        DisarmAttempt(call);
        call.Invite.Clear(services.Buffers);
        exchange.Answered = true;
        if (exchange.OfferInRequest)
        {
            SettleOffer(call, ref exchange);
        }
        call.Story.AnsweredAt = now;
        call.Story.Status = 200;
        call.Story.Reason = ReasonCode.Answered;
        metrics.Answered(now - call.Story.StartedAt);
        _timers.Arm(call, CallTimer.MaxDuration, now + (long)call.Model.Calls.MaxDuration.TotalMilliseconds);
    }

    /// <summary>
    /// The 2xx brings the offer (RFC 3261 §13.2.1): the edge makes it to the other leg, whose ACK will answer it.
    /// </summary>
    private ReasonCode? RelayLateOffer(
        Call call, scoped ref Exchange exchange, CallSide offerer, scoped ReadOnlySpan<byte> offer, out ReadOnlySpan<byte> body)
    {
        body = [];
        return HoldOffer(call, ref exchange, offerer, offer)
            ?? OpenMedia(call, echo: false)
            ?? RelayOffer(call, ref exchange, out body);
    }

    private void OnAttemptFailed(Call call, in SipMessageView response, long now)
    {
        var status = response.StatusCode;
        NoteAnswered(call, status, RetryAfter.Read(response), now);
        EndedAttempt(call, status, GatewayOutcome.Reason(status, call.Current.Scheme), now);
    }

    private void EndedAttempt(Call call, int status, ReasonCode reason, long now) =>
        EndedAttempt(call, status, reason, FailoverPolicy.TryNext(status, call.Plan.Failover), now);

    private void EndedAttempt(Call call, int status, ReasonCode reason, bool tryNext, long now)
    {
        if (call.State == CallState.Cancelling)
        {
            Step(call, CallInput.AttemptsExhausted, now);
            return;
        }
        if (call.Settling)
        {
            TryNext(call, now);
            return;
        }
        EndAttempt(call, status, reason, now);
        Refuse(call, GatewayOutcome.TowardsCaller(status), reason);
        if ((tryNext || FailsOverChallenge(call, status)) && call.Plan.HasNext)
        {
            TryNext(call, now);
            return;
        }
        Step(call, CallInput.AttemptsExhausted, now);
    }

    /// <summary>The final response to the caller, as the story says.</summary>
    private void RefuseCaller(Call call, long now)
    {
        if (call.Transfer is { ByInvite: false } transfer)
        {
            EndNewCall(call, transfer, now);
            return;
        }
        var writer = new SipWriter(_headers);
        RefusalHeaders.Write(ref writer, call.Story.Reason, default);
        RefusalHeaders.WriteReason(ref writer, call.Story.Reason, call.Story.Status, call.Caller.Trunk);
        Respond(call.InviteExchange.Server, call.Story.Status, call.Caller.LocalTag, writer.Written, [], now);
        call.Invite.Clear(services.Buffers);
        if (call is { Transfer: { } taking, State: CallState.Ended })
        {
            EndTransfer(taking, call.Story.Status, now);
        }
    }

    private bool ConfirmCallee(Call call, in SipMessageView response, in Flow flow)
    {
        var callee = call.Callee;
        Span<byte> uri = stackalloc byte[OutgoingUri.MaxLength];
        var length = OutgoingUri.WriteGateway(call.Current.Gateway, call.Current.Scheme, uri);
        if (!callee.Dialog.InitAsClient(response, uri[..length], flow.Transport == TransportKind.Tls))
        {
            return false;
        }
        if (call.Early.TryFind(response.ToTag, out var index))
        {
            callee.Dialog.ContinueFrom(call.Early[index].Callee);
        }
        callee.Confirmed = true;
        callee.Peer = flow;
        callee.NextHop = HopOf(call, callee, callee.Dialog, callee.NextHop);
        return true;
    }

    /// <summary>ACK towards the callee for the INVITE under way, unless it went already.</summary>
    private void AckCallee(Call call, ReadOnlySpan<byte> body, long now)
    {
        ref var exchange = ref call.InviteExchange;
        if (!exchange.Client.IsNone && call.Callee.Confirmed)
        {
            SendAck(call.Callee, ref exchange, call.InviteCSeq, body, now);
        }
    }

    private void SendAck(CallLeg leg, ref Exchange exchange, uint cseq, ReadOnlySpan<byte> body, long now)
    {
        var writer = new SipWriter(_headers);
        leg.Dialog.WriteRequestHeaders(ref writer, SipMethod.Ack, cseq, LocalCapabilities.MaxForwards);
        if (leg.Trunk is { Identity.PaiInAck: true })
        {
            writer.Lines(leg.Told.Span);
        }
        writer.Lines(leg.InviteCredentials.Span);
        var ack = new RequestContent
        {
            Method = SipMethod.Ack,
            RequestUri = leg.Dialog.RequestUri,
            Headers = writer.Written,
            ContentType = body.IsEmpty ? default : ContentTypes.Sdp,
            Body = body,
        };
        Transactions.Ack(exchange.Client, ack, leg.NextHop, now);
        exchange.Client = TransactionId.None;
    }

    /// <summary>A 2xx that belongs to no live attempt opened a dialog all the same: ACK it and end it.</summary>
    private void EndStrayDialog(TransactionId client, in SipMessageView response, in Flow flow, long now)
    {
        if (response.StatusCode is < 200 or >= 300 || response.Method != SipMethod.Invite)
        {
            return;
        }
        _strayLeg.Clear();
        if (!_strayLeg.Dialog.InitAsClient(response, "sip:unknown.invalid"u8, overTls: false))
        {
            return;
        }
        _strayLeg.NextHop = NextHop.Of(_strayLeg.Dialog, flow, NatMode.Auto);
        var exchange = new Exchange { Client = client };
        SendAck(_strayLeg, ref exchange, response.CSeq, [], now);
        SendBye(_strayLeg, now);
        _strayLeg.Clear();
        metrics.StrayDialogEnded();
    }
}
