using SipEdge.Core.Admission;
using SipEdge.Core.Observability;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Ending: CANCEL, BYE and what remains of a call.
internal sealed partial class CallControl
{
    /// <summary>CANCEL of the caller's INVITE; the layer has answered the CANCEL itself.</summary>
    public void OnCancel(Call call, TransactionId server, in SipMessageView cancel, long now)
    {
        ref var exchange = ref call.InviteExchange;
        if (!exchange.Active || exchange.Answered || exchange.Server != server)
        {
            return; // the final response was quicker (RFC 3261 §9.2)
        }
        if (call.State is CallState.Calling or CallState.Proceeding or CallState.Connecting)
        {
            CallerGivesUp(call, cancel, now);
            return;
        }

        // A re-INVITE is cancelled: the call stays as it was (RFC 3261 §14.1).
        var writer = new SipWriter(_headers);
        HeaderAllowList.CopyReason(ref writer, cancel);
        Transactions.Cancel(exchange.Client, writer.Written, now);
        Respond(exchange.Server, 487, default, [], [], now);
        EndExchange(call, ref exchange);
    }

    /// <summary>No response in time.</summary>
    public void OnTimeout(Call call, CallOwner owner, TransactionId client, long now) =>
        NoResponse(call, owner, client, 408, ReasonCode.GatewayTimeout, now);

    /// <summary>The request could not be delivered.</summary>
    public void OnTransportFailed(Call call, CallOwner owner, TransactionId client, FlowFailure failure, long now)
    {
        if (owner.Purpose == OwnerPurpose.Attempt && client == call.AttemptClient)
        {
            call.Story.Alert = failure.Alert;
        }
        NoResponse(call, owner, client, 503, FlowReasons.Of(failure), now);
    }

    /// <summary>The caller never acknowledged a 2xx (RFC 3261 §13.3.1.4: the dialog is ended).</summary>
    public void OnNoAck(Call call, TransactionId server, long now)
    {
        if (!call.InviteExchange.Active || call.InviteExchange.Server != server)
        {
            return;
        }
        End(call, ReasonCode.AckMissing, "edge", CallInput.NoAck, now);
        if (call.State is CallState.Established)
        {
            End(call, ReasonCode.AckMissing, "edge", CallInput.EdgeEnds, now); // the re-INVITE's 2xx went unacknowledged
        }
    }

    /// <summary>Ends a live call from the edge's side: duration, drain, a dead dialog.</summary>
    public void EndByEdge(Call call, ReasonCode reason, long now)
    {
        if (call.State is CallState.Calling or CallState.Proceeding or CallState.Connecting)
        {
            Refuse(call, 503, reason);
        }
        End(call, reason, "edge", CallInput.EdgeEnds, now);
    }

    private void OnBye(Call call, CallSide side, TransactionId server, in SipMessageView bye, long now)
    {
        Respond(server, 200, default, [], [], now);
        if (ReferrerLeaves(call, side))
        {
            return;
        }
        if (call.State is CallState.Calling or CallState.Proceeding)
        {
            if (side == CallSide.Caller)
            {
                GiveUpEarly(call, bye, now);
            }
            return;
        }
        if (call.State == CallState.Connecting)
        {
            if (side == CallSide.Caller)
            {
                CallerGivesUp(call, bye, now);
            }
            else
            {
                call.Story.EndedBy = "callee";
                Refuse(call, 480, ReasonCode.CalleeHungUp);
                Step(call, CallInput.CalleeBye, now);
            }
            return;
        }
        _byeReason.Set(services.Buffers, bye.First(HeaderId.Reason));
        var (input, reason, who) = side == CallSide.Caller
            ? (CallInput.CallerBye, ReasonCode.CallerHungUp, "caller")
            : (CallInput.CalleeBye, ReasonCode.CalleeHungUp, "callee");
        End(call, reason, who, input, now);
        _byeReason.Clear(services.Buffers);
    }

    /// <summary>
    /// BYE ends one early dialog (RFC 3261 §15). The others ring on; with the last one the caller has given up.
    /// </summary>
    private void GiveUpEarly(Call call, in SipMessageView bye, long now)
    {
        if (call.Early.TryGet(Identifiers.EarlyIndex(bye.ToTag), out var early))
        {
            early.GivenUp = true;
            if (early.Rings && call.Early.AnyRings())
            {
                SendBye(call.Callee, early.Callee, now);
            }
        }
        if (!call.Early.AnyRings())
        {
            CallerGivesUp(call, bye, now);
        }
    }

    private void CallerGivesUp(Call call, in SipMessageView request, long now)
    {
        call.Story.Cancelled = true;
        call.Story.EndedBy = "caller";
        Refuse(call, 487, ReasonCode.Cancelled);
        if (call.State != CallState.Connecting)
        {
            EndAttempt(call, 0, ReasonCode.Cancelled, now); // a callee that answered has ended its attempt so
        }
        _byeReason.Set(services.Buffers, request.First(HeaderId.Reason));
        Step(call, CallInput.CallerCancels, now);
        _byeReason.Clear(services.Buffers);
    }

    private void End(Call call, ReasonCode reason, string endedBy, CallInput input, long now)
    {
        if (call.State is CallState.Answered or CallState.Established)
        {
            call.Story.Reason = reason;
            call.Story.EndedBy = endedBy;
        }
        Step(call, input, now);
    }

    private void NoResponse(Call call, CallOwner owner, TransactionId client, int status, ReasonCode reason, long now)
    {
        switch (owner.Purpose)
        {
            case OwnerPurpose.Attempt when client == call.AttemptClient:
                NoteSilent(call, status, reason, now);
                EndedAttempt(call, status, reason, tryNext: true, now);
                break;
            case OwnerPurpose.Prack:
                OnPrackAnswered(call, owner.Index, client, 408, now);
                break;
            case OwnerPurpose.Refresh:
                EndByEdge(call, ReasonCode.NextHopLost, now);
                break;
            case OwnerPurpose.Reinvite when client == call.InviteExchange.Client:
                AnswerExchange(call, ref call.InviteExchange, 408, now);
                EndByEdge(call, ReasonCode.NextHopLost, now);
                break;
            case OwnerPurpose.Join when call.State == CallState.Cancelling:
                OnTakeOverLost(call, now);
                break;
            case OwnerPurpose.Join when call.Transfer is { Stage: TransferStage.Joining } transfer
                && client == transfer.JoinClient:
                OnJoinRefused(call, transfer, 408, now);
                break;
            case OwnerPurpose.Notify:
                OnNotifyAnswered(call, 408);
                break;
            case OwnerPurpose.Digit:
                OnDigitAnswered(call, (CallSide)owner.Index, 408, now);
                break;
            case OwnerPurpose.Exchange when client == call.Exchanges[owner.Index].Client:
                AnswerExchange(call, ref call.Exchanges[owner.Index], 408, now);
                EndByEdge(call, ReasonCode.NextHopLost, now);
                break;
            default:
                break;
        }
    }

    /// <summary>False when no attempt is under way.</summary>
    private bool CancelCallee(Call call, long now)
    {
        var writer = new SipWriter(_headers);
        if (!_byeReason.IsEmpty)
        {
            writer.Header(HeaderId.Reason, _byeReason.Span);
        }
        return !call.AttemptClient.IsNone && Transactions.Cancel(call.AttemptClient, writer.Written, now);
    }

    private void SendBye(CallLeg leg, long now) => SendBye(leg, leg.Dialog, now);

    private void SendBye(CallLeg leg, Dialog dialog, long now)
    {
        if (dialog.RemoteTag.IsEmpty || dialog.CallId.IsEmpty)
        {
            return; // the built-in destination has no callee
        }
        var writer = new SipWriter(_headers);
        dialog.WriteRequestHeaders(ref writer, SipMethod.Bye, dialog.NextCSeq(), LocalCapabilities.MaxForwards);
        Authorize(ref writer, leg, dialog, SipMethod.Bye);
        writer.Lines(leg.Told.Span);
        if (!_byeReason.IsEmpty)
        {
            writer.Header(HeaderId.Reason, _byeReason.Span);
        }
        var bye = new RequestContent
        {
            Method = SipMethod.Bye,
            RequestUri = dialog.RequestUri,
            Headers = writer.Written,
            Large = leg.LargeOn(leg.NextHop),
        };
        if (leg.Trunk?.Credentials is not { } credentials)
        {
            Transactions.Send(bye, leg.NextHop, owner: 0, now);
            return;
        }
        var place = _farewells.Take(credentials);
        var owner = new CallOwner(place, Generation: 0, OwnerPurpose.Farewell);
        if (Transactions.Send(bye, leg.NextHop, owner.Value, now).IsNone)
        {
            _farewells.Return(place);
        }
    }

    /// <summary>Media closed and the record written: what the call was is settled, whatever the wire still has to say.</summary>
    private void Finish(Call call, long now)
    {
        AbandonTransfer(call, now);
        _timers.Disarm(call);
        if (call.Guest is { } guest)
        {
            TellHome(call, guest); // it has its record there
            return;
        }
        EndExchanges(call, now);
        CloseMedia(call);
        MediaRecord? callerMedia = null;
        MediaRecord? calleeMedia = null;
        if (call.Story.Media is { } final)
        {
            callerMedia = MediaRecord.Of(final.A, final.B);
            calleeMedia = call.IsEcho ? null : MediaRecord.Of(final.B, final.A);
        }
        if (call.Story.AnsweredAt != 0)
        {
            metrics.Media.Ended(call.Admission.Trunk?.Id, "caller", callerMedia);
            metrics.Media.Ended(call.Callee.Trunk?.Id, "callee", calleeMedia);
        }
        services.Records.CallEnded(StoryTeller.Tell(call, now, callerMedia, calleeMedia));
        metrics.Ended(call.Story.AnsweredAt == 0 ? 0 : now - call.Story.AnsweredAt, call.Story.Reason);
        EdgeTracing.End(call.Span, call.Story.Status, ReasonCodes.Name(call.Story.Reason));
        call.Span = null;
    }

    /// <summary>Requests of either leg that still wait for the other one are answered: the call they belong to is over.</summary>
    private void EndExchanges(Call call, long now)
    {
        ref var invite = ref call.InviteExchange;
        if (invite is { Active: true, Answered: true } && call.State != CallState.ByeHeld)
        {
            Transactions.Acknowledge(invite.Server); // nobody waits for that ACK any more: no more repeats of the 2xx
        }
        else if (invite is { Active: true, Answered: false } && call.Story.AnsweredAt != 0)
        {
            Transactions.Cancel(invite.Client, [], now); // the BYE should end it too; who forgets it would keep it for ever
            AnswerExchange(call, ref invite, 487, now);
        }
        foreach (ref var exchange in call.Exchanges.AsSpan())
        {
            if (exchange.Active)
            {
                AnswerExchange(call, ref exchange, 481, now);
            }
        }
    }
}
