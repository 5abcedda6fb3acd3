using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Taking over: an INVITE with Replaces (RFC 3891). Its sender takes the place of one side of a call; the other side is offered the new
// media in its own dialog and moves into the new call when it has answered, and only then is the replaced side hung up on.
internal sealed partial class CallControl
{
    /// <summary>Opens the call that takes the place of another one. From here on the call answers its INVITE.</summary>
    /// <returns>Why it was not opened; the caller of this method answers then.</returns>
    public ReasonCode? TakeOver(
        TransactionId server, in SipMessageView invite, in Flow flow, in AdmissionDecision admission, EdgeModel model, long now)
    {
        if (!ReplacesView.TryParse(invite.First(HeaderId.Replaces), out var replaces))
        {
            return ReasonCode.Malformed; // it was read when it was decided about
        }
        var asker = LegPeer.Of(admission.Trunk, flow);
        var own = admission.Trunk is { Signalling.Replaces: ReplacesMode.Accept };
        if (LivesElsewhere(replaces, out var loop))
        {
            Ask(
                loop, replaces.Text, asker,
                new HeldRequest(LegUse.TakeOver, server, invite.Bytes.ToArray(), flow) { Admission = admission, Model = model },
                own);
            return null;
        }
        return FindTaken(replaces, asker, own, out var old, out var replaced)
            ?? TakeOver(server, invite, flow, admission, model, old!, replaced, now);
    }

    /// <returns>Why it was not opened.</returns>
    private ReasonCode? TakeOver(
        TransactionId server, in SipMessageView invite, in Flow flow, in AdmissionDecision admission, EdgeModel model, Call old,
        CallSide replaced, long now)
    {
        var made = calls.Rent();
        if (made is null)
        {
            return ReasonCode.TooManyCalls;
        }
        if (!OpenCaller(made, invite, flow, admission, model))
        {
            calls.Return(made);
            return ReasonCode.Malformed;
        }
        made.Route = old.Route;
        made.CallerId = made.CallerId with { Mode = CallerIdMode.Owned }; // nobody has checked what it would call itself
        var transfer = new Transfer
        {
            Old = old,
            OldGeneration = old.Generation,
            Referrer = replaced,
            ByInvite = true,
            New = made,
            Stage = TransferStage.Joining,
        };
        (old.Transfer, made.Transfer) = (transfer, transfer);
        old.Granted = null;
        Begin(made, server, invite, now);
        BeginTakeOver(made, transfer);
        Block(old, replaced);
        _timers.Arm(made, CallTimer.Ring, now + (long)model.Calls.RingTimeout.TotalMilliseconds);
        OfferStaying(made, transfer, invite, now);
        return null;
    }

    /// <summary>
    /// The call of which the sender may take over a side, and that side. It is his own, or the edge has sent him there: a passed REFER
    /// names the dialog as its far end knows it, so there the tags are the other way round and the far end is the side that stays.
    /// </summary>
    /// <returns>Why there is none; null with a call.</returns>
    private ReasonCode? FindTaken(
        in ReplacesView replaces, LegPeer asker, bool own, out Call? call, out CallSide replaced)
    {
        if (calls.TryFind(replaces.ToTag, replaces.FromTag, replaces.CallId, out call, out replaced))
        {
            return own && asker.Is(LegPeer.Of(call.Leg(replaced))) ? WhyNotTaken(call, replaces.EarlyOnly) : ReasonCode.ReplacesUnknown;
        }
        if (!calls.TryFind(replaces.FromTag, replaces.ToTag, replaces.CallId, out call, out var named))
        {
            return ReasonCode.ReplacesUnknown;
        }
        var sent = call.Granted is { } granted && granted.Is(asker);
        replaced = sent ? named.Other() : named; // some phones confuse the tags of their own call
        return sent || (own && asker.Is(LegPeer.Of(call.Leg(named)))) ? WhyNotTaken(call, replaces.EarlyOnly) : ReasonCode.ReplacesUnknown;
    }

    /// <summary>
    /// RFC 3891 §3. Deviates: a call that rings is not taken over, whoever placed it; its sender hears what he would of a call that is
    /// not there.
    /// </summary>
    private static ReasonCode? WhyNotTaken(Call old, bool earlyOnly) => old switch
    {
        { State: CallState.Calling or CallState.Proceeding or CallState.Connecting or CallState.Cancelling or CallState.Transferred }
            => ReasonCode.ReplacesUnknown,
        { IsEcho: true } => ReasonCode.ReplacesUnknown,
        _ when earlyOnly => ReasonCode.ReplacesAnswered,
        _ when old.Transfer is not null || Changes(old) => ReasonCode.ReplacesPending,
        _ => null,
    };

    /// <summary>It goes on by the route that the old call took, and counts where that counts: the replaced side makes room.</summary>
    private void BeginTakeOver(Call made, Transfer transfer)
    {
        BeginLeg(made, CallSide.Callee);
        Expect(made, CallSide.Callee, transfer.Old, transfer.Stays);
        if (made.Caller.Trunk is { } from)
        {
            made.InboundShare.Take(services.Board.CellOf(from).Load, services.Identifiers.Loop, CallDirection.Inbound, kbit: 0);
        }
        if (made.Callee.Trunk is { } to)
        {
            made.OutboundShare.Take(services.Board.CellOf(to).Load, services.Identifiers.Loop, CallDirection.Outbound, kbit: 0);
        }
        StoryTeller.BeginTakeOver(made, transfer);
    }

    private void OfferStaying(Call made, Transfer transfer, in SipMessageView invite, long now)
    {
        ref var exchange = ref made.InviteExchange;
        ReadOnlySpan<byte> body = [];
        var refused = exchange.OfferInRequest
            ? HoldOffer(made, ref exchange, CallSide.Caller, invite.Body)
                ?? OpenMedia(made, echo: false)
                ?? RelayOffer(made, ref exchange, out body)
            : null;
        if (refused is { } unusable)
        {
            FailTakeOver(made, transfer, ReasonCodes.Status(unusable), unusable, now);
            return;
        }
        SendJoin(made, transfer, CallSide.Callee, invite, body, now);
    }

    /// <summary>The side that stays has taken the new media: it moves, and the two that are left hear each other.</summary>
    private void OnTakeOverAccepted(Call made, Transfer transfer, TransactionId client, in SipMessageView response, long now)
    {
        var old = transfer.Old;
        ref var exchange = ref made.InviteExchange;
        exchange.Client = client;
        made.InviteCSeq = transfer.JoinCSeq;
        ReadOnlySpan<byte> body = [];
        var refused = (exchange.OfferInRequest, response.Body.IsEmpty) switch
        {
            (true, false) => RelayAnswer(made, ref exchange, response.Body, final: true, out body),
            (false, false) => RelayLateOffer(made, ref exchange, CallSide.Callee, response.Body, out body),
            _ => ReasonCode.NoCommonMedia,
        };
        if (refused is not null || exchange.OfferInRequest)
        {
            SendAck(old.Leg(transfer.Stays), ref exchange, transfer.JoinCSeq, [], now);
        }
        if (refused is { } unusable)
        {
            Continue(old, transfer, made);
            FailTakeOver(made, transfer, ReasonCodes.Status(unusable), unusable, now);
            TakeBack(transfer, now);
            return;
        }
        TakeLeg(made, CallSide.Callee, old, transfer.Stays);
        StoryTeller.TellTakeOver(made, transfer);
        metrics.Referred("replaced");
        made.Transfer = null;
        transfer.Stage = TransferStage.Over;
        ConfirmCaller(made, answered: -1);
        AnswerCaller(made, response, body, now);
        LeaveOld(old, transfer.Referrer, transfer, now);
        if (transfer.IsOld(old))
        {
            Step(old, CallInput.EdgeEnds, now); // the replaced side hears a BYE at once (RFC 3891 §3)
        }
    }

    /// <summary>Its media is as it was (RFC 3261 §14.1), and so is its call, unless nobody is there.</summary>
    private void OnTakeOverRefused(Call made, Transfer transfer, int status, long now)
    {
        transfer.StayingLost = status is 408 or 481;
        FailTakeOver(
            made, transfer, transfer.StayingLost ? 480 : GatewayOutcome.TowardsCaller(status),
            transfer.StayingLost ? ReasonCode.NextHopLost : ReasonCode.GatewayRefused, now);
    }

    /// <summary>Refuses the new caller; the old call goes on.</summary>
    private void FailTakeOver(Call made, Transfer transfer, int status, ReasonCode reason, long now)
    {
        transfer.Stage = transfer.StayingLost ? TransferStage.Joining : TransferStage.Calling; // in which a call is not touched yet
        Refuse(made, status, reason);
        Step(made, CallInput.AttemptsExhausted, now);
    }

    /// <summary>The caller has gone, or the old call; what the side that stays still answers ends the new call.</summary>
    private void OnTakeOverGivenUp(Call made, TransactionId client, in SipMessageView response, in Flow flow, long now)
    {
        var transfer = made.Transfer!;
        if (response.StatusCode is 408 or 481)
        {
            OnTakeOverLost(made, now);
            return;
        }
        if (!transfer.IsOld(transfer.Old))
        {
            EndStrayDialog(client, response, flow, now);
            LeaveTakeOver(made, transfer, now);
            return;
        }
        var taken = response.StatusCode < 300;
        if (taken)
        {
            var cancelled = new Exchange { Client = client };
            SendAck(transfer.Old.Leg(transfer.Stays), ref cancelled, transfer.JoinCSeq, [], now);
            Continue(transfer.Old, transfer, made);
        }
        LeaveTakeOver(made, transfer, now);
        if (taken)
        {
            TakeBack(transfer, now);
        }
    }

    /// <summary>Nobody answers there any more.</summary>
    private void OnTakeOverLost(Call made, long now)
    {
        made.Transfer!.StayingLost = true;
        LeaveTakeOver(made, made.Transfer, now);
    }

    private void LeaveTakeOver(Call made, Transfer transfer, long now)
    {
        if (transfer.Stage == TransferStage.Joining && !transfer.StayingLost)
        {
            transfer.Stage = TransferStage.Calling;
        }
        EndTransfer(transfer, made.Story.Status, now);
        Step(made, CallInput.AttemptsExhausted, now);
    }

    /// <summary>It has heard of the new call, and goes on hearing of the old one with the version after that.</summary>
    private static void Continue(Call old, Transfer transfer, Call made)
    {
        old.Negotiation.ContinueLeg(SideOf(transfer.Stays), made.Negotiation, SideOf(CallSide.Callee));
        if (old.Guest is { } guest)
        {
            guest.WasOffered = true;
        }
    }

    /// <summary>It has taken media that nobody sends after all: it is offered again what it had.</summary>
    private void TakeBack(Transfer transfer, long now)
    {
        if (transfer.IsOld(transfer.Old) && transfer.Old.State == CallState.Established
            && !Reoffer(transfer.Old, transfer.Stays, now))
        {
            EndByEdge(transfer.Old, ReasonCode.TransferFailed, now);
        }
    }
}
