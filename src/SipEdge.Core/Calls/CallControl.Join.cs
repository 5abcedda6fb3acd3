using SipEdge.Core.Admission;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Joining: the legs that a transfer leaves behind are offered each other's media, one by one, and moved into the call that is made
// of them. The new call has sessions of its own in the relay, so until it is up nothing of the old one has changed.
internal sealed partial class CallControl
{
    /// <summary>
    /// The target has answered and offers its media (RFC 3725 §4.2): the leg that stays is asked. While that one is in the middle
    /// of a change of its own the 2xx goes unanswered; it comes again.
    /// </summary>
    private void OnTransferAnswered(Call made, Transfer transfer, in SipMessageView response, long now)
    {
        var old = transfer.Old;
        if (transfer.Stage != TransferStage.Calling || !transfer.IsOld(old) || Changes(old))
        {
            return;
        }
        Expect(made, CallSide.Caller, old, transfer.Stays);
        ref var exchange = ref made.InviteExchange;
        ReadOnlySpan<byte> body = [];
        var refused = response.Body.IsEmpty
            ? ReasonCode.NoCommonMedia
            : RelayLateOffer(made, ref exchange, CallSide.Callee, response.Body, out body);
        if (refused is { } unusable)
        {
            FailJoin(made, unusable, now);
            return;
        }
        Block(old, transfer.Referrer);
        transfer.Stage = TransferStage.Joining;
        SendJoin(made, transfer, CallSide.Caller, response, body, now);
    }

    /// <summary>The same 2xx, which came too early before; or that of another place, which comes too late (RFC 3261 §13.2.2.4).</summary>
    private void OnTransferAnsweredAgain(
        Call made, Transfer transfer, TransactionId client, in SipMessageView response, in Flow flow, long now)
    {
        if (!made.Callee.Dialog.RemoteTag.SequenceEqual(response.ToTag))
        {
            EndStrayDialog(client, response, flow, now);
        }
        else
        {
            OnTransferAnswered(made, transfer, response, now);
        }
    }

    /// <summary>
    /// Attended transfer: the referrer named its other call, and both others are joined without ringing anybody. Both calls are
    /// its own; of one that lives on another loop the leg that stays is asked for.
    /// </summary>
    private void TransferToCall(
        Call call, CallSide side, TransactionId server, in SipMessageView refer, in ReferTarget target, in Flow flow, long now)
    {
        var asker = LegPeer.Of(call.Leg(side));
        if (LivesElsewhere(target.Replaces, out var loop))
        {
            Ask(loop, target.Replaces.Text, asker, Held(LegUse.Join, call, side, server, refer, flow));
            return;
        }
        var refused = FindJoined(target.Replaces, asker, out var second, out var secondSide)
            ?? (second == call ? ReasonCode.ReferDialogForeign : null);
        if (refused is { } reason)
        {
            RefuseJoin(server, reason, call, side, now);
            return;
        }
        JoinCalls(call, side, server, refer, second!, secondSide, now);
    }

    /// <summary>The call that a referrer wants to be joined with its first.</summary>
    /// <returns>Why it is not; null with a call.</returns>
    private ReasonCode? FindJoined(in ReplacesView replaces, LegPeer asker, out Call? second, out CallSide side)
    {
        if (!TryFindReplaced(replaces, out second, out side)
            || (replaces.EarlyOnly && second.State == CallState.Established)) // only while it rang (RFC 3891 §3)
        {
            return ReasonCode.ReferDialogUnknown;
        }
        if (second.IsEcho || !asker.Is(LegPeer.Of(second.Leg(side))))
        {
            return ReasonCode.ReferDialogForeign;
        }
        return second.Transfer is not null || Changes(second) ? ReasonCode.ReplacesPending : null;
    }

    private void RefuseJoin(TransactionId server, ReasonCode reason, Call call, CallSide side, long now)
    {
        if (reason == ReasonCode.ReplacesPending)
        {
            RefuseOverlap(server, sameSide: false, now);
        }
        else
        {
            RefuseRefer(server, reason, call, side, now);
        }
    }

    /// <returns>False where it was refused, and the referrer has heard so.</returns>
    private bool JoinCalls(
        Call call, CallSide side, TransactionId server, in SipMessageView refer, Call second, CallSide secondSide, long now)
    {
        if (Changes(call))
        {
            RefuseOverlap(server, sameSide: false, now);
            return false;
        }
        if (calls.Rent() is not { } made)
        {
            RefuseRefer(server, ReasonCode.TooManyCalls, call, side, now);
            return false;
        }
        var transfer = new Transfer
        {
            Old = call,
            OldGeneration = call.Generation,
            Referrer = side,
            Second = second,
            SecondGeneration = second.Generation,
            SecondReferrer = secondSide,
            ReferCSeq = refer.CSeq,
            Notifies = WantsNotify(refer),
            New = made,
            Stage = TransferStage.Joining,
        };
        (call.Transfer, second.Transfer, made.Transfer) = (transfer, transfer, transfer);
        AcceptRefer(transfer, server, now);
        metrics.Referred("terminated");
        BeginJoined(made, transfer, now);
        Block(call, side);
        Block(second, secondSide);
        SendJoin(made, transfer, CallSide.Caller, refer, [], now);
        return true;
    }

    /// <summary>A call that nobody dialled: of two others, by the route that the second one took.</summary>
    private void BeginJoined(Call made, Transfer transfer, long now)
    {
        var (call, second) = (transfer.Old, transfer.Second!);
        services.Identifiers.WriteTag(made.Caller.LocalTag, made.Slot, CallSide.Caller);
        made.Model = second.Model;
        made.Admission = call.Admission;
        made.CallerId = call.CallerId;
        made.Route = second.Route;
        BeginLeg(made, CallSide.Caller);
        Expect(made, CallSide.Caller, call, transfer.Stays);
        BeginLeg(made, CallSide.Callee);
        Expect(made, CallSide.Callee, second, transfer.SecondReferrer.Other());
        if (made.Caller.Trunk is { } from)
        {
            made.InboundShare.Take(services.Board.CellOf(from).Load, services.Identifiers.Loop, CallDirection.Inbound, kbit: 0);
        }
        if (made.Callee.Trunk is { } to)
        {
            made.OutboundShare.Take(services.Board.CellOf(to).Load, services.Identifiers.Loop, CallDirection.Outbound, kbit: 0);
        }
        made.InviteExchange.Active = true;
        made.InviteExchange.From = CallSide.Callee;
        made.InviteExchange.Method = SipMethod.Invite;
        services.Witness.Opened(made.Caller.LocalTag);
        StoryTeller.BeginJoined(made, transfer, services.Time.GetUtcNow(), now);
        metrics.Started();
    }

    /// <summary>The new call's media is made for the leg that will come, under the policy and the session id that it knows.</summary>
    private void Expect(Call made, CallSide side, Call from, CallSide fromSide)
    {
        var (expected, leg) = (made.Leg(side), from.Leg(fromSide));
        expected.Peer = leg.Peer;
        expected.NextHop = leg.NextHop;
        (expected.Trunk, expected.Phones) = (leg.Trunk, leg.Phones);
        if (expected.Rules != leg.Rules)
        {
            expected.Rules = leg.Rules;
            BeginLeg(made, side);
        }
        made.Negotiation.ContinueLeg(SideOf(side), from.Negotiation, SideOf(fromSide));
    }

    /// <summary>Re-INVITE to a leg that stays, in its old call's dialog, with the new call's media.</summary>
    private void SendJoin(
        Call made, Transfer transfer, CallSide side, in SipMessageView original, ReadOnlySpan<byte> body, long now)
    {
        var leg = Staying(transfer, side);
        transfer.JoinCSeq = leg.Dialog.NextCSeq();
        var writer = new SipWriter(_headers);
        leg.Dialog.WriteRequestHeaders(ref writer, SipMethod.Invite, transfer.JoinCSeq, LocalCapabilities.MaxForwards);
        Authorize(ref writer, leg, leg.Dialog, SipMethod.Invite);
        WriteContact(ref writer, leg, leg.NextHop);
        writer.Lines(LocalCapabilities.AllowLine);
        writer.Lines(LocalCapabilities.MoreAllowed(leg.Signalling));
        SessionLines.WriteRequest(ref writer, leg.SessionRules, leg.Session.Running, leg.Session.MinSe, reliable: false);
        if (original.IsRequest)
        {
            writer.Lines(leg.Told.Span);
        }
        else
        {
            Carry(ref writer, made, made.Leg(side), original);
        }
        var request = new RequestContent
        {
            Method = SipMethod.Invite,
            RequestUri = leg.Dialog.RequestUri,
            Headers = writer.Written,
            ContentType = body.IsEmpty ? default : ContentTypes.Sdp,
            Body = body,
            Large = leg.LargeOn(leg.NextHop),
        };
        transfer.JoinClient = writer.Failed
            ? TransactionId.None
            : Transactions.Send(request, leg.NextHop, Owner(made, OwnerPurpose.Join, (int)side), now);
        made.AttemptClient = transfer.ByInvite ? transfer.JoinClient : made.AttemptClient; // what a CANCEL of the caller ends
        if (transfer.JoinClient.IsNone)
        {
            FailJoin(made, ReasonCode.TransferFailed, now);
        }
    }

    private void OnJoinResponse(
        Call made, CallSide side, TransactionId client, in SipMessageView response, in Flow flow, long now)
    {
        if (made.State == CallState.Cancelling && response.StatusCode >= 200)
        {
            OnTakeOverGivenUp(made, client, response, flow, now);
            return;
        }
        if (made.Transfer is not { Stage: TransferStage.Joining } transfer || client != transfer.JoinClient
            || response.StatusCode < 200)
        {
            return;
        }
        if (response.StatusCode >= 300)
        {
            OnJoinRefused(made, transfer, response.StatusCode, now);
            return;
        }
        var stays = Staying(transfer, side);
        Retarget(made, stays, response);
        NoteAllow(stays, response);
        stays.Session.Agree(SessionRule.Take(SessionFacts.Read(response), stays.SessionRules), edgeAsked: true, now);
        if (transfer.ByInvite)
        {
            OnTakeOverAccepted(made, transfer, client, response, now);
            return;
        }
        if (transfer.Second is not null && side == CallSide.Caller)
        {
            OnJoinOffered(made, transfer, client, response, now);
            return;
        }
        ref var exchange = ref made.InviteExchange;
        ReadOnlySpan<byte> body = [];
        var refused = response.Body.IsEmpty
            ? ReasonCode.NoCommonMedia
            : RelayAnswer(made, ref exchange, response.Body, final: true, out body);
        var answered = new Exchange { Client = client };
        SendAck(Staying(transfer, side), ref answered, transfer.JoinCSeq, [], now);
        if (refused is { } unusable)
        {
            FailJoin(made, unusable, now);
            return;
        }
        if (transfer.Second is null)
        {
            AckCallee(made, body, now);
        }
        else
        {
            SendAck(Staying(transfer, CallSide.Caller), ref exchange, transfer.OffererCSeq, body, now);
        }
        Joined(made, transfer, now);
    }

    /// <summary>The first of two legs has offered its media: the other one is asked.</summary>
    private void OnJoinOffered(Call made, Transfer transfer, TransactionId client, in SipMessageView response, long now)
    {
        ref var exchange = ref made.InviteExchange;
        exchange.Client = client;
        transfer.OffererCSeq = transfer.JoinCSeq;
        ReadOnlySpan<byte> body = [];
        var refused = response.Body.IsEmpty
            ? ReasonCode.NoCommonMedia
            : RelayLateOffer(made, ref exchange, CallSide.Caller, response.Body, out body);
        if (refused is { } unusable)
        {
            FailJoin(made, unusable, now);
            return;
        }
        SendJoin(made, transfer, CallSide.Callee, response, body, now);
    }

    /// <summary>
    /// Its media is as it was (RFC 3261 §14.1), and so is its call. After a glare (491) a target that was called is heard of again.
    /// </summary>
    private void OnJoinRefused(Call made, Transfer transfer, int status, long now)
    {
        if (transfer.ByInvite)
        {
            OnTakeOverRefused(made, transfer, status, now);
            return;
        }
        if (status == 491 && transfer.Second is null)
        {
            SettleOffer(made, ref made.InviteExchange);
            Unblock(transfer.Old, transfer.IsOld(transfer.Old));
            transfer.Stage = TransferStage.Calling;
            return;
        }
        var lost = status is 408 or 481;
        if (!lost && made.InviteExchange.Client.IsNone | transfer.Second is null)
        {
            transfer.Stage = TransferStage.Calling; // nobody has taken what was offered
        }
        FailJoin(made, lost ? ReasonCode.NextHopLost : ReasonCode.GatewayRefused, now);
    }

    /// <summary>Ends the new call; <see cref="EndTransfer"/> says what becomes of the old one.</summary>
    private void FailJoin(Call made, ReasonCode reason, long now)
    {
        var transfer = made.Transfer!;
        if (transfer.ByInvite)
        {
            FailTakeOver(made, transfer, ReasonCodes.Status(reason), reason, now);
            return;
        }
        ref var exchange = ref made.InviteExchange;
        if (transfer.Second is not null && !exchange.Client.IsNone)
        {
            SendAck(Staying(transfer, CallSide.Caller), ref exchange, transfer.OffererCSeq, [], now);
        }
        EndAttempt(made, 200, reason, now);
        var status = ReasonCodes.Status(reason);
        Refuse(made, status == 0 ? 480 : status, reason);
        Step(made, CallInput.AttemptsExhausted, now);
    }

    /// <summary>Both legs hear each other: they move into the new call, and the old ones end.</summary>
    private void Joined(Call made, Transfer transfer, long now)
    {
        EndExchange(made, ref made.InviteExchange);
        var old = transfer.Old;
        TakeLeg(made, CallSide.Caller, old, transfer.Stays);
        StoryTeller.TellJoined(made, transfer);
        if (transfer.Second is { } second)
        {
            TakeLeg(made, CallSide.Callee, second, transfer.SecondReferrer.Other());
        }
        EndAttempt(made, 200, ReasonCode.Answered, now);
        CallMachine.Step(ref made.State, CallInput.Answer);
        _timers.Disarm(made);
        made.Invite.Clear(services.Buffers);
        made.Early.Clear();
        made.Transfer = null;
        made.Story.AnsweredAt = now;
        made.Story.Status = 200;
        made.Story.Reason = ReasonCode.Answered;
        metrics.Answered(now - made.Story.StartedAt);
        _timers.Arm(made, CallTimer.MaxDuration, now + (long)made.Model.Calls.MaxDuration.TotalMilliseconds);
        Step(made, CallInput.CallerAck, now);

        transfer.Stage = TransferStage.Over;
        TellReferrer(transfer, 200, now);
        metrics.Referred("done");
        LeaveOld(old, transfer.Referrer, transfer, now);
        if (transfer.Second is { } other)
        {
            LeaveOld(other, transfer.SecondReferrer, transfer, now);
            Step(other, CallInput.EdgeEnds, now); // the leg that was replaced hears a BYE at once (RFC 3891 §3)
        }
    }

    private void TakeLeg(Call made, CallSide side, Call from, CallSide fromSide)
    {
        made.TakeLeg(side, from, fromSide);
        calls.Adopt(made, side);
        var (leg, expected) = (made.Leg(side), from.Leg(fromSide));
        leg.Tones = expected.Tones;
        if (!expected.Said.IsEmpty)
        {
            leg.Said.Set(services.Buffers, expected.Said.Span);
        }
        if (!expected.Told.IsEmpty)
        {
            leg.Told.Set(services.Buffers, expected.Told.Span);
            leg.ToldInPrivate = expected.ToldInPrivate;
        }
        expected.Clear();
        OnLegMoved(made, side);
    }

    private void LeaveOld(Call old, CallSide referrer, Transfer transfer, long now)
    {
        Unblock(old, true);
        old.Story.Reason = ReasonCode.Transferred;
        old.Story.EndedBy = referrer.Name();
        Step(old, CallInput.LegMoves, now);
        if (transfer.ReferrerLeft)
        {
            Step(old, CallInput.EdgeEnds, now);
        }
        else
        {
            _timers.Arm(old, CallTimer.Referrer, now + ReferrerMs);
        }
    }

    /// <summary>The dialog that a Replaces names, whichever end it was named for (RFC 3891 §3 speaks of the receiver's).</summary>
    private bool TryFindReplaced(
        in ReplacesView replaces, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Call? call, out CallSide side)
    {
        if (calls.TryFind(replaces.ToTag, replaces.FromTag, replaces.CallId, out call, out side))
        {
            return true;
        }
        return calls.TryFind(replaces.FromTag, replaces.ToTag, replaces.CallId, out call, out side);
    }

    private static CallLeg Staying(Transfer transfer, CallSide side) => side == CallSide.Callee && transfer.Second is { } second
        ? second.Leg(transfer.SecondReferrer.Other())
        : transfer.Old.Leg(transfer.Stays);

    private static bool Changes(Call call) =>
        call.State != CallState.Established || call.InviteExchange.Active || call.Negotiation.OfferPending;

    /// <summary>No re-INVITE of either side is carried through while a leg is being moved: it is glare (RFC 3261 §14.2).</summary>
    private void Block(Call call, CallSide referrer)
    {
        _timers.Disarm(call, CallTimer.Patience); // of an exchange that is over
        call.InviteExchange.Active = true;
        call.InviteExchange.Method = SipMethod.Refer;
        call.InviteExchange.From = referrer;
    }

    private void Unblock(Call call, bool same)
    {
        if (same && call.InviteExchange is { Active: true, Method: SipMethod.Refer })
        {
            call.InviteExchange.End(services.Buffers);
        }
    }

    /// <summary>The referrer has left, and the target has not come yet, or the other leg is lent: there is nobody to relay to.</summary>
    private static bool WaitsAlone(Call call) =>
        call.State == CallState.Transferred || call.Transfer is { ReferrerLeft: true } or { LentTo: not null };
}
