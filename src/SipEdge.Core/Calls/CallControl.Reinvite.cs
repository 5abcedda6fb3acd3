using SipEdge.Core.Admission;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Re-offering: re-INVITE on a live call, carried to the other leg. Whatever fails leaves the call as it was (RFC 3261 §14.1).
internal sealed partial class CallControl
{
    private void OnReinvite(
        Call call, CallSide side, TransactionId server, in SipMessageView invite, in Flow flow, long now)
    {
        ref var exchange = ref call.InviteExchange;
        var offerPending = call.Negotiation.OfferPending; // of an UPDATE
        if (exchange.Active || offerPending || call.State != CallState.Established)
        {
            var sameSide = (exchange is { Active: true, ByEdge: false } && exchange.From == side)
                || (!exchange.Active && offerPending && call.Negotiation.Offerer == SideOf(side));
            RefuseOverlap(server, sameSide, now);
            return;
        }
        if (!invite.Body.IsEmpty && !ContentTypes.IsSdp(invite))
        {
            RefuseBody(server, now);
            return;
        }
        var other = call.Leg(side.Other());
        exchange.Active = true;
        exchange.From = side;
        exchange.Method = SipMethod.Invite;
        exchange.CSeq = invite.CSeq;
        exchange.Server = server;
        exchange.OfferInRequest = !invite.Body.IsEmpty;
        Transactions.SetOwner(server, Owner(call, OwnerPurpose.ServerInvite));
        HoldTarget(call, side, server, invite, flow);
        NoteRequest(call, call.Leg(side), invite);

        if (call.IsEcho)
        {
            ReanswerEcho(call, ref exchange, invite, now);
            return;
        }
        ReadOnlySpan<byte> body = [];
        var refused = exchange.OfferInRequest
            ? HoldOffer(call, ref exchange, side, invite.Body)
                ?? OpenMedia(call, echo: false)
                ?? RelayOffer(call, ref exchange, out body)
            : null;
        if (refused is { } unusable)
        {
            RefuseExchange(call, ref exchange, unusable, now);
            return;
        }
        exchange.Client = SendInDialog(
            call, other, SipMethod.Invite, invite, body, default, OwnerPurpose.Reinvite, 0, now, out var cseq);
        call.ReinviteCSeq = cseq;
        if (exchange.Client.IsNone)
        {
            AnswerExchange(call, ref exchange, 503, now);
            return;
        }
        BePatient(call, ref exchange, now);
    }

    /// <summary>
    /// An UPDATE for a leg that does not allow it becomes a re-INVITE there (RFC 3311 leaves no other way to offer); its answer
    /// is the UPDATE's. Nobody can be asked in that time, so it is given up sooner.
    /// </summary>
    private void ReofferFor(
        Call call, CallSide side, TransactionId server, in SipMessageView update, in Flow flow, long now)
    {
        ref var exchange = ref call.InviteExchange;
        exchange.Active = true;
        exchange.From = side;
        exchange.Method = SipMethod.Update;
        exchange.CSeq = update.CSeq;
        exchange.Server = server;
        exchange.OfferInRequest = true;
        HoldTarget(call, side, server, update, flow);
        NoteRequest(call, call.Leg(side), update);
        var refused = HoldOffer(call, ref exchange, side, update.Body)
            ?? OpenMedia(call, echo: false);
        if (refused is { } unusable)
        {
            RefuseExchange(call, ref exchange, unusable, now);
            return;
        }
        SendReoffer(call, side.Other(), update, ref exchange, now);
        if (exchange.Client.IsNone)
        {
            AnswerExchange(call, ref exchange, 503, now);
            return;
        }
        exchange.StartedAt = now;
        _timers.Arm(call, CallTimer.Patience, now + (Transactions.Durations.F / 2)); // RFC 3311 §5.2: 504 rather than late
    }

    /// <summary>
    /// The edge offers a leg by itself what the other one said last: to refresh a session, or to undo what only this leg has
    /// heard of. What changed nothing has the version that it had (RFC 3264 §8). False where something else is under way.
    /// </summary>
    private bool Reoffer(Call call, CallSide side, long now)
    {
        ref var exchange = ref call.InviteExchange;
        var other = call.Leg(side.Other());
        if (call.State != CallState.Established || call.IsEcho || other.Said.IsEmpty
            || exchange.Active || call.Negotiation.OfferPending)
        {
            return false;
        }
        exchange.Active = true;
        exchange.ByEdge = true;
        exchange.From = side.Other();
        exchange.Method = SipMethod.Invite;
        exchange.OfferInRequest = true;
        var refused = HoldOffer(call, ref exchange, side.Other(), other.Said.Span)
            ?? OpenMedia(call, echo: false);
        if (refused is null)
        {
            SendReoffer(call, side, default, ref exchange, now);
        }
        if (exchange.Client.IsNone)
        {
            EndExchange(call, ref exchange);
            return false;
        }
        BePatient(call, ref exchange, now);
        return true;
    }

    /// <summary>The pending offer of an exchange, as a re-INVITE.</summary>
    private void SendReoffer(Call call, CallSide side, in SipMessageView original, ref Exchange exchange, long now)
    {
        if (RelayOffer(call, ref exchange, out var body) is not null)
        {
            return;
        }
        exchange.Client = SendInDialog(
            call, call.Leg(side), SipMethod.Invite, original, body, default, OwnerPurpose.Reinvite, 0, now, out var cseq);
        call.ReinviteCSeq = cseq;
    }

    /// <summary>
    /// A re-INVITE may ask a person, but not for ever: whoever only says that it is trying holds up every later offer.
    /// </summary>
    private void BePatient(Call call, ref Exchange exchange, long now)
    {
        exchange.StartedAt = now;
        _timers.Arm(call, CallTimer.Patience, now + (long)call.Model.Calls.RingTimeout.TotalMilliseconds);
    }

    private void OnOutOfPatience(Call call, long now)
    {
        ref var exchange = ref call.InviteExchange;
        if (call.State != CallState.Established || exchange is not { Active: true, Answered: false })
        {
            return;
        }
        metrics.ExchangeGivenUp();
        var asked = exchange.From.Other();
        var byEdge = exchange.ByEdge;
        Transactions.Cancel(exchange.Client, [], now);
        AnswerExchange(call, ref exchange, 504, now);
        if (byEdge)
        {
            RefreshFailed(call, asked, 504, 0, now);
        }
    }

    private void OnReinviteResponse(Call call, TransactionId client, in SipMessageView response, long now)
    {
        ref var exchange = ref call.InviteExchange;
        if (response.StatusCode < 200)
        {
            return; // progress of no interest
        }
        if (client != exchange.Client)
        {
            AckCancelledReinvite(call, client, response, now);
            return;
        }
        if (exchange.Answered)
        {
            return; // the same 2xx again, while the requester's ACK is awaited
        }
        var answeringSide = exchange.From.Other();
        var answering = call.Leg(answeringSide);
        if (response.StatusCode >= 300 && exchange.ByEdge)
        {
            EndExchange(call, ref exchange);
            RefreshFailed(call, answeringSide, response.StatusCode, SessionFacts.Read(response).MinSe, now);
            return;
        }
        if (response.StatusCode >= 300)
        {
            var lost = response.StatusCode is 408 or 481;
            AnswerExchange(call, ref exchange, GatewayOutcome.TowardsCaller(response.StatusCode), now);
            if (lost)
            {
                EndByEdge(call, ReasonCode.NextHopLost, now); // RFC 3261 §12.2.1.2
            }
            return;
        }
        Retarget(call, answering, response);
        TakeTerms(call, answeringSide, response, now);

        ReadOnlySpan<byte> body = [];
        var refused = (exchange.OfferInRequest, response.Body.IsEmpty) switch
        {
            (true, false) => RelayAnswer(call, ref exchange, response.Body, final: true, out body),
            (true, true) => ReasonCode.NoCommonMedia,
            (false, false) => RelayLateOffer(call, ref exchange, answeringSide, response.Body, out body),
            (false, true) => null,
        };
        if (refused is not null || exchange.OfferInRequest)
        {
            SendAck(answering, ref exchange, call.ReinviteCSeq, [], now);
        }
        if (refused is not null)
        {
            // The answerer thinks it is agreed, the offerer hears it is not: what they hold no longer fits together.
            RefuseExchange(call, ref exchange, refused.Value, now);
            EndByEdge(call, refused.Value, now);
            return;
        }
        if (exchange.ByEdge)
        {
            EndExchange(call, ref exchange);
            return;
        }
        TakeTarget(call, exchange.Server);
        if (exchange.Method == SipMethod.Update)
        {
            AnswerOk(call, exchange.From, exchange.Server, body, now);
            EndExchange(call, ref exchange);
            return;
        }
        exchange.Answered = true;
        if (exchange.OfferInRequest)
        {
            SettleOffer(call, ref exchange);
        }
        AnswerOk(call, exchange.From, exchange.Server, body, now);
    }

    /// <summary>
    /// The 2xx of a re-INVITE that was cancelled meanwhile: without an ACK its sender would repeat it and then end the call
    /// (RFC 3261 §13.3.1.4). It has changed what the other leg was told has not changed, so it is offered the old again.
    /// </summary>
    private void AckCancelledReinvite(Call call, TransactionId client, in SipMessageView response, long now)
    {
        var leg = response.FromTag.SequenceEqual(call.Caller.LocalTag) ? call.Caller : call.Callee;
        if (response.StatusCode < 300 && leg.Dialog.RemoteTag.SequenceEqual(response.ToTag))
        {
            var cancelled = new Exchange { Client = client };
            SendAck(leg, ref cancelled, response.CSeq, [], now);
            Reoffer(call, leg == call.Caller ? CallSide.Caller : CallSide.Callee, now);
        }
    }

    private void ReanswerEcho(Call call, ref Exchange exchange, in SipMessageView invite, long now)
    {
        ReadOnlySpan<byte> body = [];
        var refused = exchange.OfferInRequest
            ? HoldOffer(call, ref exchange, CallSide.Caller, invite.Body)
                ?? OpenMedia(call, echo: true)
                ?? AnswerEcho(call, ref exchange, out body)
            : ReasonCode.NoCommonMedia;
        if (refused is not null)
        {
            RefuseExchange(call, ref exchange, refused.Value, now);
            return;
        }
        exchange.Answered = true;
        SettleOffer(call, ref exchange);
        TakeTarget(call, exchange.Server);
        AnswerOk(call, CallSide.Caller, exchange.Server, body, now);
    }

    /// <summary>ACK from a leg: for the first INVITE or a re-INVITE, with the answer where the 2xx brought the offer.</summary>
    public void OnAck(Call call, CallSide side, in SipMessageView ack, in Flow flow, long now)
    {
        if (!PeerCheck.IsFromPeer(call.Leg(side), flow, call.Model))
        {
            metrics.ForeignInDialogRequest(); // it may carry an answer, and so say where the audio goes
            return;
        }
        NoteMended(call, flow);
        ref var exchange = ref call.InviteExchange;
        if (!exchange.Active || !exchange.Answered || exchange.From != side || ack.CSeq != exchange.CSeq)
        {
            return; // repeated, or for a 2xx already acknowledged
        }
        Transactions.Acknowledge(exchange.Server);
        ReadOnlySpan<byte> body = [];
        var refused = (exchange.OfferPending, ack.Body.IsEmpty) switch
        {
            (true, false) => RelayAnswer(call, ref exchange, ack.Body, final: true, out body),
            (true, true) => ReasonCode.NoCommonMedia,
            _ => null,
        };
        var first = call.State is CallState.Answered or CallState.ByeHeld;
        if (!exchange.Client.IsNone)
        {
            SendAck(call.Leg(side.Other()), ref exchange, first ? call.InviteCSeq : call.ReinviteCSeq, body, now);
        }
        EndExchange(call, ref exchange);
        if (first)
        {
            Step(call, CallInput.CallerAck, now);
        }
        if (first && call.State == CallState.Established && refused is null)
        {
            PlayAnswered(call);
            SendNextDigit(call, CallSide.Caller, now);
            SendNextDigit(call, CallSide.Callee, now);
        }
        if (refused is not null && call.State == CallState.Established)
        {
            EndByEdge(call, refused.Value, now);
        }
    }
}
