using SipEdge.Core.Admission;
using SipEdge.Core.Rewrite;
using SipEdge.Media.Sdp;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Calls;

// Ringing reliably (RFC 3262), each leg by itself. What a callee says reliably is acknowledged at once, unless it is an offer:
// that is the caller's to answer. What the caller is told reliably is repeated until its PRACK comes, one response at a time.
internal sealed partial class CallControl
{
    /// <summary>A reliable response of the callee, the first time it comes and in its turn.</summary>
    private void OnReliable(Call call, int index, in SipMessageView response, long now)
    {
        var early = call.Early[index];
        ref var exchange = ref call.InviteExchange;
        if (!exchange.OfferInRequest && ContentTypes.IsSdp(response) && !response.Body.IsEmpty && !early.Agreed)
        {
            OnEarlyOffer(call, index, response, now);
            return;
        }
        var told = TakeEarlyAnswer(call, early, response, now, out var body);
        early.Agreed |= !body.IsEmpty;
        if (told)
        {
            Tell(call, index, response, body, now);
        }
        SendPrack(call, index, response.CSeq, early.HeardRSeq, [], now); // last: it is written over the same scratch
    }

    /// <summary>
    /// The INVITE asked for an offer, and the callee makes it while it rings: the caller's PRACK answers it (§5).
    /// </summary>
    private void OnEarlyOffer(Call call, int index, in SipMessageView response, long now)
    {
        ref var exchange = ref call.InviteExchange;
        if (exchange.OfferPending || call.Rings == CallerRings.Plainly)
        {
            return; // another place of the fork was quicker; without a PRACK this one gives up by itself
        }
        if (RelayLateOffer(call, ref exchange, CallSide.Callee, response.Body, out var body) is { } refused)
        {
            FailRinging(call, refused, now);
            return;
        }
        call.Early[index].AwaitsAnswer = true;
        Tell(call, index, response, body, now);
    }

    private void TellReliably(
        Call call, int index, int status, ref SipWriter headers, ReadOnlySpan<byte> body, long now)
    {
        var early = call.Early[index];
        headers.Header(HeaderId.Require, OptionTags.Rel100);
        if (early.Unacknowledged.IsHeld)
        {
            if (!early.Waiting.HasDescription)
            {
                early.Waiting.Set(services.Buffers, status, headers.Written, body);
            }
            return;
        }
        SendReliably(call, index, status, ref headers, body, now);
    }

    private void SendReliably(
        Call call, int index, int status, ref SipWriter headers, ReadOnlySpan<byte> body, long now)
    {
        var early = call.Early[index];
        early.ToldRSeq = early.ToldRSeq == 0 ? (services.Identifiers.NextUInt32() >> 2) + 1 : early.ToldRSeq + 1;
        headers.Header(HeaderId.RSeq, early.ToldRSeq);
        ref var ringing = ref early.Unacknowledged;
        ringing.Set(services.Buffers, status, headers.Written, body);
        ringing.NextAt = now + Transactions.Durations.Provisional(0);
        ringing.GiveUpAt = now + Transactions.Durations.ProvisionalEnd;
        Send(call, index, ringing, now);
        ArmRinging(call);
    }

    private void Send(Call call, int index, in Ringing ringing, long now)
    {
        Span<byte> tag = stackalloc byte[Identifiers.TagLength];
        Identifiers.WriteEarlyTag(tag, call.Caller.LocalTag, index);
        Respond(call.InviteExchange.Server, ringing.Status, tag, ringing.Headers.Span, ringing.Body.Span, now);
    }

    private void ArmRinging(Call call)
    {
        var next = long.MaxValue;
        for (var index = 0; index < call.Early.Count; index++)
        {
            ref readonly var ringing = ref call.Early[index].Unacknowledged;
            next = ringing.IsHeld ? Math.Min(next, Math.Min(ringing.NextAt, ringing.GiveUpAt)) : next;
        }
        _timers.Arm(call, CallTimer.Ringing, next);
    }

    private void OnRingingDue(Call call, long now)
    {
        for (var index = 0; index < call.Early.Count; index++)
        {
            ref var ringing = ref call.Early[index].Unacknowledged;
            if (ringing.IsHeld && now >= ringing.GiveUpAt)
            {
                FailRinging(call, ReasonCode.RingingUnacknowledged, now);
                return;
            }
            if (ringing.IsHeld && now >= ringing.NextAt)
            {
                ringing.Repeats++;
                ringing.NextAt = now + Transactions.Durations.Provisional(ringing.Repeats);
                Send(call, index, ringing, now);
            }
        }
        ArmRinging(call);
    }

    /// <summary>The call cannot be answered any more, whoever picks up.</summary>
    private void FailRinging(Call call, ReasonCode reason, long now)
    {
        if (call.State is not (CallState.Calling or CallState.Proceeding or CallState.Connecting))
        {
            return;
        }
        if (call.State != CallState.Connecting)
        {
            EndAttempt(call, 0, reason, now);
        }
        Refuse(call, ReasonCodes.Status(reason), reason);
        Step(call, CallInput.EdgeEnds, now);
    }

    /// <summary>The caller has heard what it was told reliably, and may answer or offer with it (§3, §5).</summary>
    private void OnPrack(Call call, CallSide side, TransactionId server, in SipMessageView prack, long now)
    {
        ref var exchange = ref call.InviteExchange;
        if (side == CallSide.Caller && call.State is CallState.Answered or CallState.Established)
        {
            Respond(server, prack.Body.IsEmpty ? 200 : 488, default, [], [], now); // it crossed the answer
            return;
        }
        if (side != CallSide.Caller || !call.Early.TryGet(Identifiers.EarlyIndex(prack.ToTag), out var early)
            || !early.Unacknowledged.IsHeld || !ReliableNumber.Acknowledges(prack, early.ToldRSeq, exchange.CSeq))
        {
            Respond(server, 481, default, [], [], now);
            return;
        }
        var index = Identifiers.EarlyIndex(prack.ToTag);
        early.CallerAgreed |= early.Unacknowledged.HasDescription;
        early.Unacknowledged.Clear(services.Buffers);
        if (early.AwaitsAnswer)
        {
            TakePrackedAnswer(call, index, server, prack, now);
        }
        else if (prack.Body.IsEmpty)
        {
            Respond(server, 200, default, [], [], now);
        }
        else
        {
            RelayRequest(call, side, server, prack, call.Caller.Peer, now);
        }
        if (!call.InUse || call.State is not (CallState.Calling or CallState.Proceeding or CallState.Connecting))
        {
            return;
        }
        TellWaiting(call, index, now);
        if (call.State == CallState.Connecting && !early.IsUnacknowledged)
        {
            AnswerAfterAll(call, index, now);
        }
    }

    private void TakePrackedAnswer(Call call, int index, TransactionId server, in SipMessageView prack, long now)
    {
        var early = call.Early[index];
        ref var exchange = ref call.InviteExchange;
        early.AwaitsAnswer = false;
        ReadOnlySpan<byte> answer = [];
        var refused = prack.Body.IsEmpty || !ContentTypes.IsSdp(prack)
            ? ReasonCode.NoCommonMedia
            : RelayAnswer(call, ref exchange, prack.Body, final: false, out answer);
        if (refused is { } unusable)
        {
            Respond(server, ReasonCodes.Status(unusable), default, [], [], now);
            FailRinging(call, unusable, now);
            return;
        }
        early.Agreed = true;
        SettleOffer(call, ref exchange);
        SendPrack(call, index, early.CalleeCSeq, early.HeardRSeq, answer, now);
        Respond(server, 200, default, [], [], now);
    }

    private void TellWaiting(Call call, int index, long now)
    {
        ref var waiting = ref call.Early[index].Waiting;
        if (waiting.IsHeld)
        {
            var writer = new SipWriter(_headers);
            writer.Lines(waiting.Headers.Span);
            SendReliably(call, index, waiting.Status, ref writer, waiting.Body.Span, now);
            waiting.Clear(services.Buffers);
        }
        ArmRinging(call);
    }

    /// <summary>Nothing keeps the callee's 2xx from the caller any more.</summary>
    private void AnswerAfterAll(Call call, int index, long now)
    {
        if (SipParser.Parse(call.HeldAnswer.Span, _slots, ParseLimits.Default, out var answer) != ParseStatus.Complete)
        {
            FailRinging(call, ReasonCode.InternalError, now); // it parsed when it came
            return;
        }
        ConfirmCaller(call, index);
        AnswerCaller(call, answer, [], now);
        call.HeldAnswer.Clear(services.Buffers);
    }

    /// <summary>
    /// The 2xx of a callee that had agreed on media while it rang: what it says of media again is not read (RFC 6337 §2).
    /// </summary>
    private ReasonCode? ConfirmAgreed(Call call, EarlyDialog early, out ReadOnlySpan<byte> body)
    {
        body = [];
        ref var exchange = ref call.InviteExchange;
        if (exchange.OfferPending)
        {
            // The last word may have been that of another place.
            if (RelayAnswer(call, ref exchange, early.Answer.Span, final: true, out _) is { } unusable)
            {
                return unusable;
            }
        }
        else
        {
            ApplyMedia(call, final: true);
        }
        if (!early.CallerAgreed && !early.IsUnacknowledged)
        {
            var told = early.Told.Span;
            told.CopyTo(_description);
            body = _description.AsSpan(0, told.Length);
        }
        return null;
    }

    private void SendPrack(Call call, int index, uint inviteCSeq, uint rseq, ReadOnlySpan<byte> body, long now) =>
        SendPrack(call, call.Early[index].Callee, index, inviteCSeq, rseq, body, now);

    private void SendPrack(
        Call call, Dialog dialog, int index, uint inviteCSeq, uint rseq, ReadOnlySpan<byte> body, long now)
    {
        if (dialog.RemoteTag.IsEmpty)
        {
            return; // no dialog, so nothing to acknowledge it on
        }
        var callee = call.Callee;
        var writer = new SipWriter(_headers);
        dialog.WriteRequestHeaders(ref writer, SipMethod.Prack, dialog.NextCSeq(), LocalCapabilities.MaxForwards);
        writer.Begin(HeaderId.RAck);
        writer.Append(rseq);
        writer.Append((byte)' ');
        writer.Append(inviteCSeq);
        writer.Append(" INVITE"u8);
        writer.End();
        Authorize(ref writer, callee, dialog, SipMethod.Prack);
        writer.Lines(callee.Told.Span);
        var hop = HopOf(call, callee, dialog, callee.NextHop);
        var prack = new RequestContent
        {
            Method = SipMethod.Prack,
            RequestUri = dialog.RequestUri,
            Headers = writer.Written,
            ContentType = body.IsEmpty ? default : ContentTypes.Sdp,
            Body = body,
            Large = callee.LargeOn(hop),
        };
        var sent = Transactions.Send(
            prack, hop, Owner(call, OwnerPurpose.Prack, index), now);
        if (!body.IsEmpty)
        {
            call.AnswerPrack = sent;
        }
    }

    /// <summary>
    /// A place that the caller is not told of rings reliably: it is acknowledged all the same, and may answer yet.
    /// </summary>
    private void AcknowledgeUnheard(Call call, in SipMessageView response, long now)
    {
        if (!ReliableNumber.TryRead(response, out var rseq))
        {
            return;
        }
        _strayLeg.Clear();
        if (_strayLeg.Dialog.InitAsClient(response, "sip:unknown.invalid"u8, overTls: false))
        {
            SendPrack(call, _strayLeg.Dialog, EarlyDialogs.Max, response.CSeq, rseq, [], now);
        }
        _strayLeg.Clear();
    }

    /// <summary>Only a PRACK with an answer matters: a callee that did not take it has no media (§5).</summary>
    private void OnPrackAnswered(Call call, int index, TransactionId client, int status, long now)
    {
        _ = index;
        if (status >= 300 && client == call.AnswerPrack)
        {
            FailRinging(call, ReasonCode.BadAnswer, now);
        }
    }

    /// <summary>
    /// The offer of the INVITE waits for an answer again: another place rings than the one that it was settled with, or another
    /// gateway is tried.
    /// </summary>
    private ReasonCode? ReopenOffer(Call call, scoped ref Exchange exchange, long now)
    {
        if (exchange.OfferPending)
        {
            return null;
        }
        foreach (ref var other in call.Exchanges.AsSpan())
        {
            if (other is { Active: true, OfferPending: true })
            {
                AnswerExchange(call, ref other, 491, now);
            }
        }
        var status = call.Negotiation.TakeOffer(SideOf(CallSide.Caller), exchange.Offer.Span);
        if (status != SdpStatus.Ok)
        {
            return RefusedBy(call, CallSide.Caller, MediaReasons.Of(status, exchange.Offer.Span));
        }
        exchange.OfferPending = true;
        return OpenMedia(call, echo: false) ?? RelayOffer(call, ref exchange, out _);
    }

    /// <summary>Another gateway is tried: what is asked of the places that rang before is answered for them.</summary>
    private void LeaveEarly(Call call, long now)
    {
        foreach (ref var exchange in call.Exchanges.AsSpan())
        {
            if (exchange.Active)
            {
                AnswerExchange(call, ref exchange, 481, now);
            }
        }
        ref var invite = ref call.InviteExchange;
        if (invite.OfferPending && invite.Offerer == CallSide.Callee)
        {
            SettleOffer(call, ref invite);
        }
        call.Early.Silence();
    }
}
