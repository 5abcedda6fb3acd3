using SipEdge.Core.Admission;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Re-offering: re-INVITE on a live call, carried to the other leg. Whatever fails leaves the call as it was (RFC 3261 §14.1).
internal sealed partial class CallControl
{
    private void OnReinvite(Call call, CallSide side, TransactionId server, in SipMessageView invite, long now)
    {
        ref var exchange = ref call.InviteExchange;
        var offerPending = call.Negotiation.OfferPending; // of an UPDATE
        if (exchange.Active || offerPending || call.State != CallState.Established)
        {
            var sameSide = (exchange.Active && exchange.From == side)
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
        call.Leg(side).Dialog.UpdateTarget(invite);

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
        answering.Dialog.UpdateTarget(response);

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
        exchange.Answered = true;
        if (exchange.OfferInRequest)
        {
            SettleOffer(call, ref exchange);
        }
        AnswerOk(call, exchange.From, exchange.Server, body, now);
    }

    /// <summary>
    /// The 2xx of a re-INVITE that was cancelled meanwhile: without an ACK its sender would repeat it and then end the call
    /// (RFC 3261 §13.3.1.4).
    /// </summary>
    private void AckCancelledReinvite(Call call, TransactionId client, in SipMessageView response, long now)
    {
        var leg = response.FromTag.SequenceEqual(call.Caller.LocalTag) ? call.Caller : call.Callee;
        if (response.StatusCode < 300 && leg.Dialog.RemoteTag.SequenceEqual(response.ToTag))
        {
            var cancelled = new Exchange { Client = client };
            SendAck(leg, ref cancelled, response.CSeq, [], now);
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
            SendAck(call.Leg(side.Other()), ref exchange, first ? 1 : call.ReinviteCSeq, body, now);
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
