using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Keeping up: the session timer of each dialog on its own (RFC 4028), and where its requests go. A refresh is an UPDATE without a
// body; where the peer does not allow that, a re-INVITE that offers what it was offered last.
internal sealed partial class CallControl
{
    /// <summary>A leg was moved to another call, or another call to it: what is armed for it is armed there.</summary>
    private void OnLegMoved(Call call, CallSide side) => ArmSession(call, side);

    /// <summary>What a request of a peer that refreshes its dialog says besides its offer.</summary>
    private static void NoteRequest(Call call, CallLeg leg, in SipMessageView request)
    {
        NoteAllow(leg, request);
        leg.Terms = SessionRule.Answer(
            SessionFacts.Read(request), leg.SessionRules, leg.Session, mayRefresh: !call.IsEcho || leg.AllowsUpdate == true);
    }

    /// <summary>Without the header nothing is new.</summary>
    private static void NoteAllow(CallLeg leg, in SipMessageView message)
    {
        if (message.Has(HeaderId.Allow))
        {
            leg.AllowsUpdate = OptionTags.Allows(message, SipMethod.Update);
        }
    }

    /// <summary>Into the 2xx that answers such a request, which is when they begin to count.</summary>
    private void AgreeOnTerms(ref SipWriter writer, Call call, CallSide side, long now)
    {
        var leg = call.Leg(side);
        SessionLines.WriteAnswer(ref writer, leg.Terms);
        leg.Session.Agree(leg.Terms, edgeAsked: false, now);
        ArmSession(call, side);
    }

    /// <summary>From the 2xx to a request of the edge's own.</summary>
    private void TakeTerms(Call call, CallSide side, in SipMessageView answer, long now)
    {
        var leg = call.Leg(side);
        NoteAllow(leg, answer);
        leg.Session.Agree(SessionRule.Take(SessionFacts.Read(answer), leg.SessionRules), edgeAsked: true, now);
        ArmSession(call, side);
    }

    private void ArmSession(Call call, CallSide side) => _timers.Arm(
        call, side == CallSide.Caller ? CallTimer.CallerSession : CallTimer.CalleeSession, call.Leg(side).Session.Deadline);

    private void OnSessionDue(Call call, CallSide side, long now)
    {
        ref var session = ref call.Leg(side).Session;
        switch (session.Due(now))
        {
            case SessionAct.Expire:
                EndWithReason(call, ReasonCode.SessionExpired, now);
                return;
            case SessionAct.Refresh when Refresh(call, side, now):
                session.Sent();
                break;
            case SessionAct.Refresh:
                session.TryAgain(now + SessionTimer.RetryAfter); // something else is under way
                break;
            default:
                break;
        }
        ArmSession(call, side);
    }

    private bool Refresh(Call call, CallSide side, long now)
    {
        var leg = call.Leg(side);
        if (call.State != CallState.Established)
        {
            return false;
        }
        if (leg.AllowsUpdate != true)
        {
            return Reoffer(call, side, now);
        }
        foreach (ref readonly var exchange in call.Exchanges.AsSpan())
        {
            if (exchange is { Active: true, Method: SipMethod.Update })
            {
                return false; // one at a time (RFC 3311 §5.1)
            }
        }
        return !SendInDialog(
            call, leg, SipMethod.Update, default, [], default, OwnerPurpose.Refresh, (int)side, now, out _).IsNone;
    }

    /// <summary>The answer to an UPDATE of the edge's own; without one 408 stands for it.</summary>
    private void OnRefreshAnswered(Call call, CallSide side, in SipMessageView response, long now)
    {
        switch (response.StatusCode)
        {
            case < 200:
                break;
            case < 300:
                Retarget(call, call.Leg(side), response);
                TakeTerms(call, side, response, now);
                break;
            default:
                RefreshFailed(call, side, response.StatusCode, SessionFacts.Read(response).MinSe, now);
                break;
        }
    }

    /// <summary>Only 408 and 481 say that the dialog is gone (RFC 4028 §10); everything else is tried again.</summary>
    private void RefreshFailed(Call call, CallSide side, int status, int minSe, long now)
    {
        var leg = call.Leg(side);
        if (status is 408 or 481)
        {
            EndByEdge(call, ReasonCode.NextHopLost, now);
            return;
        }
        var wait = SessionTimer.RetryAfter;
        switch (status)
        {
            case 422 when leg.Session.TryProlong(minSe):
                wait = 0;
                break;
            case 491:
                wait = GlareDelay.Of(OwnsCallId(side), services.Identifiers.NextUInt32());
                break;
            case 405 or 501 when leg.AllowsUpdate == true:
                leg.AllowsUpdate = false; // whatever its Allow said
                wait = 0;
                break;
            default:
                break;
        }
        leg.Session.TryAgain(now + wait);
        ArmSession(call, side);
    }

    /// <summary>
    /// The peer takes no session that short (RFC 4028 §7.3): the same request with the least that it takes. Whoever asked for it on the
    /// other leg has a session of its own, and hears nothing of this.
    /// </summary>
    private bool TryLongerSession(Call call, CallOwner owner, TransactionId client, in SipMessageView response, long now)
    {
        var leg = AskedLeg(call, owner, response);
        if (call.State == CallState.Cancelling || !IsAwaited(call, owner, client)
            || !leg.SessionRules.UsesTimer || !leg.Session.TryProlong(SessionFacts.Read(response).MinSe))
        {
            return false;
        }
        var isAttempt = owner.Purpose == OwnerPurpose.Attempt;
        var writer = new SipWriter(_headers);
        SessionLines.WriteExpires(
            ref writer, leg.SessionRules, isAttempt ? SessionTerms.None : leg.Session.Running, leg.Session.MinSe);
        var cseq = isAttempt ? ++call.InviteCSeq : DialogTo(call, leg, response).NextCSeq();
        var again = Transactions.SendAgain(cseq, default, owner.Value, now, writer.Written);
        if (again.IsNone)
        {
            return false;
        }
        NoteAgain(call, owner, client, again, cseq);
        return true;
    }

    /// <summary>Somebody waits for what this transaction brings, and would take what another one brings in its place.</summary>
    private static bool IsAwaited(Call call, CallOwner owner, TransactionId client) => owner.Purpose switch
    {
        OwnerPurpose.Attempt => client == call.AttemptClient,
        OwnerPurpose.Reinvite => client == call.InviteExchange.Client,
        OwnerPurpose.Exchange => client == call.Exchanges[owner.Index].Client,
        OwnerPurpose.Join => client == call.Transfer?.JoinClient,
        _ => false,
    };

    /// <summary>The edge made up the Call-ID of what it opened itself.</summary>
    private static bool OwnsCallId(CallSide side) => side == CallSide.Callee;

    /// <summary>
    /// A target refresh (RFC 3261 §12.2): later requests go where the peer says now, as far as the rules for NAT allow.
    /// </summary>
    private void Retarget(Call call, CallLeg leg, in SipMessageView message)
    {
        leg.Dialog.UpdateTarget(message);
        leg.NextHop = HopOf(call, leg, leg.Dialog, leg.Peer);
    }

    /// <summary>The same by a request, which also shows where the peer speaks from now.</summary>
    private void Retarget(Call call, CallLeg leg, in SipMessageView request, in Flow flow)
    {
        if (flow.Transport == leg.Peer.Transport)
        {
            leg.Peer = flow;
        }
        Retarget(call, leg, request);
    }

    /// <summary>
    /// A re-INVITE or UPDATE that the other side may refuse: who sent it speaks from there, and is to be called there once it is
    /// accepted.
    /// </summary>
    private void HoldTarget(Call call, CallSide side, TransactionId server, in SipMessageView request, in Flow flow)
    {
        var leg = call.Leg(side);
        ref var pending = ref call.PendingTarget;
        pending.Server = server;
        pending.Side = side;
        pending.PeerBefore = leg.Peer;
        pending.Uri.Set(services.Buffers, Dialog.TargetIn(request));
        if (flow.Transport == leg.Peer.Transport)
        {
            leg.Peer = flow;
        }
    }

    /// <summary>It is answered with 2xx.</summary>
    private void TakeTarget(Call call, TransactionId server)
    {
        ref var pending = ref call.PendingTarget;
        if (pending.Server.IsNone || pending.Server != server)
        {
            return;
        }
        var leg = call.Leg(pending.Side);
        leg.Dialog.UpdateTarget(pending.Uri.Span);
        leg.NextHop = HopOf(call, leg, leg.Dialog, leg.Peer);
        pending.End(services.Buffers);
    }

    /// <summary>It came to nothing: the leg is where it was (RFC 6141 §4).</summary>
    private void LeaveTarget(Call call, TransactionId server)
    {
        ref var pending = ref call.PendingTarget;
        if (!pending.Server.IsNone && pending.Server == server)
        {
            call.Leg(pending.Side).Peer = pending.PeerBefore;
            pending.End(services.Buffers);
        }
    }

    /// <summary>422 with the least that would do (RFC 4028 §9); false where the request may go on.</summary>
    private bool RefuseTooSmall(CallLeg leg, TransactionId server, in SipMessageView request, long now)
    {
        if (!SessionRule.IsTooSmall(SessionFacts.Read(request), leg.SessionRules))
        {
            return false;
        }
        var writer = new SipWriter(_headers);
        writer.Header(HeaderId.MinSe, leg.SessionRules.MinSe);
        Respond(server, 422, default, writer.Written, [], now);
        return true;
    }

    /// <summary>Ends a call that is up, and tells both sides why (RFC 3326).</summary>
    private void EndWithReason(Call call, ReasonCode reason, long now)
    {
        var length = Encoding.ASCII.GetBytes($"SIP;cause=503;text=\"{ReasonCodes.Name(reason)}\"", _reasonText);
        _byeReason.Set(services.Buffers, _reasonText.AsSpan(0, length));
        EndByEdge(call, reason, now);
        _byeReason.Clear(services.Buffers);
    }
}
