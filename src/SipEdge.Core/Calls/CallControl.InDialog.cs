using SipEdge.Core.Admission;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Relaying: every request inside a dialog, and the UPDATE and INFO among them that the other leg answers.
internal sealed partial class CallControl
{
    /// <summary>A request on a leg of a live call. The dialog has been matched; the source is checked here.</summary>
    public void OnRequest(Call call, CallSide side, TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        var leg = call.Leg(side);
        if (!PeerCheck.IsFromPeer(leg, flow, call.Model))
        {
            metrics.ForeignInDialogRequest();
            Respond(server, 481, default, [], [], now); // what a stranger is told of a dialog that is not his
            return;
        }
        NoteMended(call, flow);
        if (!AcceptCSeq(call, side, request))
        {
            Respond(server, 500, default, [], [], now, "CSeq Out Of Order"u8); // RFC 3261 §12.2.2
            return;
        }
        if (request.Method != SipMethod.Bye && !Extensions.AreKnown(request, leg.SessionRules))
        {
            var writer = new SipWriter(_headers);
            Extensions.WriteUnsupported(ref writer, request, leg.SessionRules);
            Respond(server, 420, default, writer.Written, [], now);
            return;
        }
        switch (request.Method)
        {
            case SipMethod.Bye:
                OnBye(call, side, server, request, now);
                break;
            case SipMethod.Invite or SipMethod.Update when RefuseTooSmall(leg, server, request, now):
                break;
            case SipMethod.Invite or SipMethod.Update or SipMethod.Info when WaitsAlone(call):
                RefuseOverlap(server, sameSide: false, now);
                break;
            case SipMethod.Notify:
                PassNotify(call, side, server, request, now);
                break;
            case SipMethod.Refer:
                OnRefer(call, side, server, request, flow, now);
                break;
            case SipMethod.Invite:
                OnReinvite(call, side, server, request, flow, now);
                break;
            case SipMethod.Update when request.Body.IsEmpty:
                OnEmptyUpdate(call, side, server, request, flow, now);
                break;
            case SipMethod.Prack:
                OnPrack(call, side, server, request, now);
                break;
            case SipMethod.Info when ContentTypes.MayShowAddresses(request):
                Respond(server, 415, default, LocalCapabilities.AcceptInfoLine, [], now);
                break;
            case SipMethod.Info when TryTakeDigit(call, side, server, request, now):
                break;
            case SipMethod.Update or SipMethod.Info:
                RelayRequest(call, side, server, request, flow, now);
                break;
            case SipMethod.Options:
                Respond(server, 200, default, LocalCapabilities.OptionsLines, [], now);
                break;
            case SipMethod.Unknown:
                Respond(server, 501, default, LocalCapabilities.AllowLine, [], now);
                break;
            default:
                Respond(server, 405, default, LocalCapabilities.AllowLine, [], now);
                break;
        }
    }

    /// <summary>In order on its own dialog (RFC 3261 §12.2.2), of which there are several while the call rings.</summary>
    private static bool AcceptCSeq(Call call, CallSide side, in SipMessageView request)
    {
        var rings = call.State is CallState.Calling or CallState.Proceeding or CallState.Connecting;
        return side == CallSide.Caller && rings && call.Early.TryGet(Identifiers.EarlyIndex(request.ToTag), out var early)
            ? early.AcceptCallerCSeq(request.CSeq)
            : DialogOf(call, side, request).AcceptRequestCSeq(request.CSeq);
    }

    private static Dialog DialogOf(Call call, CallSide side, in SipMessageView request) =>
        side == CallSide.Callee && !call.Callee.Confirmed && call.Early.TryFind(request.FromTag, out var index)
            ? call.Early[index].Callee
            : call.Leg(side).Dialog;

    /// <summary>It refreshes the session and says where the peer is; the other leg has nothing to do with either.</summary>
    private void OnEmptyUpdate(
        Call call, CallSide side, TransactionId server, in SipMessageView update, in Flow flow, long now)
    {
        var leg = call.Leg(side);
        if (call.State is CallState.Calling or CallState.Proceeding or CallState.Connecting)
        {
            // No session yet that could be refreshed.
            DialogOf(call, side, update).UpdateTarget(update);
            var writer = new SipWriter(_headers);
            WriteContact(ref writer, leg, leg.Peer);
            Respond(server, 200, default, writer.Written, [], now);
            return;
        }
        Retarget(call, leg, update, flow);
        NoteRequest(call, leg, update);
        AnswerOk(call, side, server, [], now);
    }

    private void RelayRequest(
        Call call, CallSide side, TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        var offers = request.Method is SipMethod.Update or SipMethod.Prack;
        var index = Array.FindIndex(call.Exchanges, static exchange => !exchange.Active);
        if (call.IsEcho && !offers)
        {
            Respond(server, 200, default, [], [], now); // the built-in destination hears every INFO and does nothing with it
            return;
        }
        var place = EarlyPlaceOf(call, side, request);
        var early = place > 0 ? call.Early[place - 1] : null;
        var mayAsk = call.State == CallState.Established || early is { Rings: true, GivenUp: false };
        var offerPending = offers && OfferStands(call, early);
        if (!mayAsk || call.IsEcho || index < 0 || offerPending
            || (offers && call.InviteExchange.Active && early is null))
        {
            var sameSide = index < 0
                || (call.InviteExchange is { Active: true, ByEdge: false } && call.InviteExchange.From == side)
                || (offerPending && call.Negotiation.OfferPending && call.Negotiation.Offerer == SideOf(side));
            RefuseOverlap(server, sameSide, now); // RFC 3311 §5.2
            return;
        }
        if (offers && !ContentTypes.IsSdp(request))
        {
            RefuseBody(server, now);
            return;
        }
        var allowed = early is not null && side == CallSide.Caller ? early.AllowsUpdate : call.Leg(side.Other()).AllowsUpdate;
        if (offers && allowed == false && early is null)
        {
            ReofferFor(call, side, server, request, flow, now);
            return;
        }
        if (offers && allowed == false)
        {
            Respond(server, 488, default, [], [], now); // an early dialog knows no re-INVITE
            return;
        }
        ref var exchange = ref call.Exchanges[index];
        exchange.Active = true;
        exchange.From = side;
        exchange.Method = request.Method;
        exchange.Server = server;
        exchange.CSeq = request.CSeq;
        exchange.EarlyPlace = place;
        ReadOnlySpan<byte> body = request.Body;
        var contentType = request.First(HeaderId.ContentType);
        if (offers)
        {
            if (early is null)
            {
                HoldTarget(call, side, server, request, flow);
                NoteRequest(call, call.Leg(side), request);
            }
            else
            {
                DialogOf(call, side, request).UpdateTarget(request);
                SettleOffer(call, ref call.InviteExchange); // it was answered reliably
            }
            exchange.OfferInRequest = true;
            contentType = default;
            var refused = HoldOffer(call, ref exchange, side, request.Body)
                ?? OpenMedia(call, echo: false)
                ?? RelayOffer(call, ref exchange, out body);
            if (refused is { } unusable)
            {
                RefuseExchange(call, ref exchange, unusable, now);
                return;
            }
        }
        exchange.Client = SendInDialog(
            call, call.Leg(side.Other()), offers ? SipMethod.Update : request.Method, request, body, contentType,
            OwnerPurpose.Exchange, index, now, out _, place);
        if (exchange.Client.IsNone)
        {
            AnswerExchange(call, ref exchange, 503, now);
        }
    }

    /// <summary>Which early dialog a request is of, one more than its index; 0 on a confirmed one.</summary>
    private static int EarlyPlaceOf(Call call, CallSide side, in SipMessageView request)
    {
        if (call.State is not (CallState.Calling or CallState.Proceeding))
        {
            return 0;
        }
        var found = side == CallSide.Caller
            ? call.Early.TryGet(Identifiers.EarlyIndex(request.ToTag), out _) ? Identifiers.EarlyIndex(request.ToTag) : -1
            : call.Early.TryFind(request.FromTag, out var index) ? index : -1;
        return found + 1;
    }

    /// <summary>
    /// Whether an offer waits for its answer: while the call rings that is the INVITE's, unless both sides have had it answered
    /// reliably on this dialog (RFC 3311 §5.1).
    /// </summary>
    private static bool OfferStands(Call call, EarlyDialog? early)
    {
        if (early is null)
        {
            return call.Negotiation.OfferPending;
        }
        foreach (ref readonly var exchange in call.Exchanges.AsSpan())
        {
            if (exchange is { Active: true, OfferPending: true })
            {
                return true;
            }
        }
        return !early.Agreed || !early.CallerAgreed;
    }

    private void OnExchangeResponse(Call call, int index, TransactionId client, in SipMessageView response, long now)
    {
        ref var exchange = ref call.Exchanges[index];
        if (client != exchange.Client || response.StatusCode < 200)
        {
            return;
        }
        if (response.StatusCode >= 300)
        {
            var lost = response.StatusCode is 408 or 481 && exchange.EarlyPlace == 0;
            AnswerExchange(call, ref exchange, GatewayOutcome.TowardsCaller(response.StatusCode), now);
            if (lost)
            {
                EndByEdge(call, ReasonCode.NextHopLost, now);
            }
            return;
        }
        ReadOnlySpan<byte> body = ContentTypes.MayShowAddresses(response) ? [] : response.Body;
        var contentType = response.First(HeaderId.ContentType);
        if (exchange.OfferPending)
        {
            contentType = default;
            if (exchange.EarlyPlace == 0)
            {
                Retarget(call, call.Leg(exchange.From.Other()), response);
                TakeTerms(call, exchange.From.Other(), response, now);
            }
            var refused = response.Body.IsEmpty
                ? ReasonCode.NoCommonMedia
                : RelayAnswer(call, ref exchange, response.Body, final: call.Story.AnsweredAt != 0, out body);
            if (refused is not null)
            {
                RefuseExchange(call, ref exchange, refused.Value, now);
                EndByEdge(call, refused.Value, now);
                return;
            }
        }
        TakeTarget(call, exchange.Server);
        var writer = new SipWriter(_headers);
        if (exchange.Method == SipMethod.Update)
        {
            WriteContact(ref writer, call.Leg(exchange.From), call.Leg(exchange.From).Peer);
            if (exchange.EarlyPlace == 0)
            {
                AgreeOnTerms(ref writer, call, exchange.From, now);
            }
        }
        Respond(exchange.Server, response.StatusCode, default, writer.Written, body, now, response.ReasonPhrase, contentType);
        EndExchange(call, ref exchange);
    }

    /// <summary>Sends a leg the request that the other leg made, on its own dialog, or on one of those while it rings.</summary>
    private TransactionId SendInDialog(
        Call call, CallLeg leg, SipMethod method, in SipMessageView original, ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> contentType, OwnerPurpose purpose, int index, long now, out uint cseq, int earlyPlace = 0)
    {
        var dialog = leg.Dialog;
        var hop = leg.NextHop;
        if (earlyPlace > 0 && leg == call.Callee && !leg.Confirmed)
        {
            dialog = call.Early[earlyPlace - 1].Callee;
            hop = HopOf(call, leg, dialog, leg.NextHop);
        }
        var speaksAsPlace = earlyPlace > 0 && leg == call.Caller;
        if (speaksAsPlace)
        {
            Span<byte> tag = stackalloc byte[Identifiers.TagLength];
            Identifiers.WriteEarlyTag(tag, leg.LocalTag, earlyPlace - 1);
            dialog.SpeakAs(tag);
        }
        cseq = dialog.NextCSeq();
        var writer = new SipWriter(_headers);
        dialog.WriteRequestHeaders(ref writer, method, cseq, LocalCapabilities.MaxForwards);
        if (speaksAsPlace)
        {
            dialog.SpeakAs(leg.LocalTag);
        }
        Authorize(ref writer, leg, dialog, method);
        if (method is SipMethod.Invite or SipMethod.Update)
        {
            WriteContact(ref writer, leg, hop);
            writer.Lines(LocalCapabilities.AllowLine);
            if (earlyPlace == 0)
            {
                SessionLines.WriteRequest(
                    ref writer, leg.SessionRules, leg.Session.Running, leg.Session.MinSe, reliable: false);
            }
            writer.Lines(LocalCapabilities.MoreAllowed(leg.Signalling));
        }
        Carry(ref writer, call, leg, original);
        if (writer.Failed)
        {
            return TransactionId.None;
        }
        var request = new RequestContent
        {
            Method = method,
            RequestUri = dialog.RequestUri,
            Headers = writer.Written,
            ContentType = body.IsEmpty ? default : contentType.IsEmpty ? ContentTypes.Sdp : contentType,
            Body = body,
            Large = leg.LargeOn(hop),
        };
        return Transactions.Send(request, hop, Owner(call, purpose, index), now);
    }

    /// <summary>Answers the leg that asked and ends the exchange.</summary>
    private void AnswerExchange(Call call, ref Exchange exchange, int status, long now)
    {
        if (exchange is { Active: true, Answered: false, ByEdge: false })
        {
            Respond(exchange.Server, status, default, [], [], now);
        }
        EndExchange(call, ref exchange);
    }

    /// <summary>The same, and says why; media stays as it was (RFC 3261 §14.1, §21.4.26).</summary>
    private void RefuseExchange(Call call, ref Exchange exchange, ReasonCode reason, long now)
    {
        if (exchange is { Active: true, Answered: false, ByEdge: false })
        {
            var status = ReasonCodes.Status(reason);
            var writer = new SipWriter(_headers);
            RefusalHeaders.Write(ref writer, reason, default);
            RefusalHeaders.WriteReason(ref writer, reason, status, call.Leg(exchange.From).Trunk);
            Respond(exchange.Server, status, default, writer.Written, [], now);
        }
        EndExchange(call, ref exchange);
    }

    private void AnswerOk(Call call, CallSide side, TransactionId server, ReadOnlySpan<byte> body, long now)
    {
        var leg = call.Leg(side);
        var writer = new SipWriter(_headers);
        WriteContact(ref writer, leg, leg.Peer);
        writer.Lines(LocalCapabilities.AllowLine);
        AgreeOnTerms(ref writer, call, side, now);
        Respond(server, 200, default, writer.Written, body, now);
    }

    /// <summary>
    /// Glare is 491 (RFC 3261 §14.2, RFC 3311 §5.2); a second request of the same side is 500 with Retry-After.
    /// </summary>
    private void RefuseOverlap(TransactionId server, bool sameSide, long now)
    {
        if (!sameSide)
        {
            Respond(server, 491, default, [], [], now);
            return;
        }
        var writer = new SipWriter(_headers);
        writer.Header(HeaderId.RetryAfter, 1 + (services.Identifiers.NextUInt32() % 10));
        Respond(server, 500, default, writer.Written, [], now);
    }

    private void RefuseBody(TransactionId server, long now) =>
        Respond(server, 415, default, LocalCapabilities.AcceptLine, [], now);
}
