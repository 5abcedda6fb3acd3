using SipEdge.Core.Admission;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Lending: a call that a transfer names may live on another loop. That loop lends the leg that stays: here it is a guest, a call with
// one leg, and is joined as any other. At home the call waits with the other leg until it is told what became of the guest: kept, given
// back, or gone. A lent leg is found by its tag (MovedLegs), so its peer notices nothing.
internal sealed partial class CallControl
{
    private readonly Dictionary<int, HeldRequest> _questions = [];
    private int _lastQuestion;

    private bool LivesElsewhere(in ReplacesView replaces, out int loop)
    {
        loop = services.Neighbours.LoopOf(replaces.CallId, replaces.ToTag, replaces.FromTag);
        return loop != services.Identifiers.Loop;
    }

    private static HeldRequest Held(
        LegUse use, Call call, CallSide side, TransactionId server, in SipMessageView refer, in Flow flow) =>
        new(use, server, refer.Bytes.ToArray(), flow) { Call = call, Generation = call.Generation, Side = side };

    /// <summary>The request waits for the answer, which comes in any case: each loop reads what it is told.</summary>
    private void Ask(
        int loop, ReadOnlySpan<byte> replaces, LegPeer asker, HeldRequest held, bool mayTakeOver = false, LegPeer? told = null)
    {
        _questions.Add(++_lastQuestion, held);
        var question = new LegQuestion(services.Identifiers.Loop, _lastQuestion, held.Use, replaces.ToArray(), asker)
        {
            MayTakeOver = mayTakeOver,
            Told = told,
        };
        services.Neighbours.Tell(loop, (home, now) => home.OnAsked(question, now));
    }

    private void OnAsked(LegQuestion question, long now)
    {
        Call? call = null;
        var side = CallSide.Caller;
        var refused = (ReplacesView.TryParse(question.Replaces, out var replaces), question.Use) switch
        {
            (false, _) => ReasonCode.Malformed,
            (_, LegUse.TakeOver) => FindTaken(replaces, question.Asker, question.MayTakeOver, out call, out side),
            (_, LegUse.Join) => FindJoined(replaces, question.Asker, out call, out side),
            _ => FindNamed(replaces, question.Asker, out call, out side),
        };
        if (refused is null && question.Use != LegUse.Name && !MayLend(call!, side.Other()))
        {
            refused = ReasonCode.ReplacesPending;
        }
        var answer = new LegAnswer(question.Number, refused);
        if (refused is null && question.Use == LegUse.Name)
        {
            var far = call!.Leg(side.Other()).Dialog;
            answer = answer with { Far = (far.CallId.ToArray(), far.RemoteTag.ToArray(), far.LocalTag.ToArray()) };
            call.Granted = question.Told;
        }
        else if (refused is null)
        {
            answer = answer with { Lent = Lend(call!, side.Other(), question.Loop, now) };
        }
        services.Neighbours.Tell(question.Loop, (asker, at) => asker.OnAnswered(answer, at));
    }

    /// <summary>Nothing is under way on it that would be answered here.</summary>
    private static bool MayLend(Call call, CallSide side)
    {
        foreach (ref readonly var exchange in call.Exchanges.AsSpan())
        {
            if (exchange.Active)
            {
                return false;
            }
        }
        return call.Guest is null && !call.Leg(side).Session.IsPending;
    }

    private LentLeg Lend(Call call, CallSide side, int loop, long now)
    {
        var leg = call.Leg(side);
        var lent = Pack(call, side, new Guest(services.Identifiers.Loop, call.Slot, call.Generation, side));
        call.Granted = null;
        call.Transfer = new Transfer
        {
            Old = call,
            OldGeneration = call.Generation,
            Referrer = side.Other(),
            Stage = TransferStage.Joining,
            LentTo = loop,
        };
        Block(call, side.Other());
        services.Neighbours.Moved.Set(leg.LocalTag, loop);
        calls.Disown(leg);
        leg.Clear();
        (leg.Trunk, leg.Phones, leg.Rules) = (lent.Leg.Trunk, lent.Leg.Phones, lent.Leg.Rules); // whose it is while it is away
        ArmSession(call, side);
        return lent;
    }

    private static LentLeg Pack(Call call, CallSide side, Guest of)
    {
        var lent = new LentLeg
        {
            Of = of,
            Heard = call.Negotiation.Heard(SideOf(side)),
            Model = call.Model,
            Route = call.Route,
            Admission = call.Admission,
            StoryId = call.Story.Id,
            Called = call.Story.Called,
            Record = side == CallSide.Caller ? call.Story.Caller : call.Story.Callee,
            Tls = side == CallSide.Caller ? call.Story.CallerTls : call.Story.CalleeTls,
        };
        lent.Leg.CopyFrom(call.Leg(side));
        return lent;
    }

    private void OnAnswered(LegAnswer answer, long now)
    {
        if (!_questions.Remove(answer.Number, out var held)
            || SipParser.Parse(held.Message, _madeSlots, ParseLimits.Default, out var request) != ParseStatus.Complete)
        {
            throw new InvalidOperationException("An answer to what nobody has asked"); // it parsed when it came
        }
        if (held.Use == LegUse.TakeOver)
        {
            TakeOverAnswered(held, answer, request, now);
            return;
        }
        if (held.Call is not { InUse: true } call || call.Generation != held.Generation || call.State != CallState.Established)
        {
            ReturnUnused(answer.Lent);
            Respond(held.Server, 481, default, [], [], now); // its call ended meanwhile
            return;
        }
        if (answer.Refused is { } refused)
        {
            RefuseJoin(held.Server, refused, call, held.Side, now);
            return;
        }
        Span<byte> scratch = stackalloc byte[ReferTarget.MaxReplaces];
        if (held.Use == LegUse.Name && ReferTarget.TryRead(request, scratch, out var target))
        {
            var (callId, remoteTag, localTag) = answer.Far;
            PassReferTo(call, held.Side, held.Server, request, target, new FarDialog(callId, remoteTag, localTag), now);
            return;
        }
        if (call.Transfer is not null)
        {
            ReturnUnused(answer.Lent);
            RefuseOverlap(held.Server, sameSide: true, now);
            return;
        }
        if (Borrow(answer.Lent!) is not { } second)
        {
            ReturnUnused(answer.Lent);
            RefuseRefer(held.Server, ReasonCode.TooManyCalls, call, held.Side, now);
        }
        else if (!JoinCalls(call, held.Side, held.Server, request, second, answer.Lent!.Of.Side.Other(), now))
        {
            GiveBack(second, now);
        }
    }

    private void TakeOverAnswered(HeldRequest held, LegAnswer answer, in SipMessageView invite, long now)
    {
        var refused = answer.Refused;
        if (answer.Lent is { } lent && Borrow(lent) is { } old)
        {
            refused = TakeOver(held.Server, invite, held.Flow, held.Admission, held.Model, old, lent.Of.Side.Other(), now);
            if (refused is not null)
            {
                GiveBack(old, now);
            }
        }
        else if (answer.Lent is not null)
        {
            ReturnUnused(answer.Lent);
            refused = ReasonCode.TooManyCalls;
        }
        if (refused is { } reason)
        {
            TransferRules!.RefuseTakeOver(held.Server, invite, held.Flow, held.Admission, held.Model, reason, now);
        }
    }

    /// <summary>A call with one leg, as if its other one were here; null when there are too many.</summary>
    private Call? Borrow(LentLeg lent)
    {
        if (calls.Rent() is not { } guest)
        {
            return null;
        }
        var side = lent.Of.Side;
        guest.Guest = lent.Of;
        guest.State = CallState.Established;
        guest.Model = lent.Model;
        guest.Route = lent.Route;
        guest.Admission = lent.Admission;
        guest.Leg(side).CopyFrom(lent.Leg);
        lent.Leg.Clear();
        guest.Negotiation.ContinueLeg(SideOf(side), lent.Heard);
        guest.Story.Id = lent.StoryId;
        guest.Story.Called = lent.Called;
        if (side == CallSide.Caller)
        {
            (guest.Story.Caller, guest.Story.CallerTls) = (lent.Record, lent.Tls);
        }
        else
        {
            (guest.Story.Callee, guest.Story.CalleeTls) = (lent.Record, lent.Tls);
        }
        calls.Adopt(guest, side);
        ArmSession(guest, side);
        return guest;
    }

    /// <summary>Nothing came of what it was lent for. A call that is no guest stays where it is.</summary>
    private void GiveBack(Call guest, long now)
    {
        if (guest is not { Guest: { } of, State: CallState.Established })
        {
            return;
        }
        var lent = Pack(guest, of.Side, of);
        var leg = guest.Leg(of.Side);
        _timers.Disarm(guest);
        services.Neighbours.Moved.Set(leg.LocalTag, of.Loop);
        calls.Disown(leg);
        guest.State = CallState.Ended;
        calls.Return(guest);
        services.Neighbours.Tell(of.Loop, (home, at) => home.OnGivenBack(lent, at));
    }

    private void ReturnUnused(LentLeg? lent)
    {
        if (lent is not null)
        {
            services.Neighbours.Moved.Set(lent.Leg.LocalTag, lent.Of.Loop);
            services.Neighbours.Tell(lent.Of.Loop, (home, at) => home.OnGivenBack(lent, at));
        }
    }

    /// <summary>The guest is over: its leg went on in another call, or hung up.</summary>
    private void TellHome(Call guest, Guest of)
    {
        var story = guest.Story;
        var (kept, reason, endedBy) = (story.TransferredTo, story.Reason, story.EndedBy);
        services.Neighbours.Tell(of.Loop, (home, now) => home.OnGuestEnded(of, kept, reason, endedBy, now));
    }

    private bool TryFindLender(Guest of, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Call? call)
    {
        call = calls[of.Slot];
        return call.InUse && call.Generation == of.Generation && call.Transfer is { LentTo: not null };
    }

    private void OnGivenBack(LentLeg lent, long now)
    {
        services.Neighbours.Moved.Remove(lent.Leg.LocalTag);
        if (!TryFindLender(lent.Of, out var call))
        {
            _strayLeg.CopyFrom(lent.Leg); // the call ended while its leg was away
            SendBye(_strayLeg, now);
            _strayLeg.Clear();
            return;
        }
        var (transfer, side) = (call.Transfer!, lent.Of.Side);
        call.Leg(side).CopyFrom(lent.Leg);
        lent.Leg.Clear();
        if (!Identifiers.TryReadTag(call.Leg(side).LocalTag, out var slot, out var named) || slot != call.Slot || named != side)
        {
            calls.Adopt(call, side); // it had come here by a transfer before
        }
        call.Negotiation.ContinueLeg(SideOf(side), lent.Heard);
        call.Transfer = null;
        Unblock(call, true);
        ArmSession(call, side);
        if (transfer.ReferrerLeft || (lent.Of.WasOffered && !Reoffer(call, side, now)))
        {
            EndByEdge(call, ReasonCode.TransferFailed, now);
        }
    }

    private void OnGuestEnded(Guest of, string? kept, ReasonCode reason, string endedBy, long now)
    {
        if (!TryFindLender(of, out var call))
        {
            return; // it ended by itself
        }
        var transfer = call.Transfer!;
        transfer.Stage = TransferStage.Over;
        Unblock(call, true);
        if (kept is null)
        {
            End(call, reason, endedBy, CallInput.EdgeEnds, now);
            return;
        }
        call.Story.TransferredTo = kept;
        LeaveOld(call, transfer.Referrer, transfer, now);
        if (transfer.IsOld(call))
        {
            Step(call, CallInput.EdgeEnds, now); // who was replaced hears a BYE at once (RFC 3891 §3)
        }
    }

    /// <summary>A call ends whose leg is lent: whatever it is wanted for, it hears a BYE there.</summary>
    private void Recall(Call call, int loop)
    {
        var (home, slot, generation) = (services.Identifiers.Loop, call.Slot, call.Generation);
        var reason = call.Story.Reason;
        services.Neighbours.Tell(loop, (borrower, now) => borrower.OnRecalled(home, slot, generation, reason, now));
    }

    private void OnRecalled(int home, int slot, int generation, ReasonCode reason, long now)
    {
        Call? found = null;
        foreach (var call in calls.Live())
        {
            found = call.Guest is { } of && of.Loop == home && of.Slot == slot && of.Generation == generation ? call : found;
        }
        if (found is not null)
        {
            EndByEdge(found, reason, now);
        }
    }
}
