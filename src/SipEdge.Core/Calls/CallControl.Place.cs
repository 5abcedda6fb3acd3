using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Policy;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Routing;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Placing: from an admitted INVITE to an INVITE at a gateway, and to the next one when it fails.
internal sealed partial class CallControl
{
    /// <summary>Opens a call for an admitted and routed INVITE. From here on the call answers it.</summary>
    /// <returns>Why it was not opened; the caller of this method answers then.</returns>
    public ReasonCode? Place(
        TransactionId server, in SipMessageView invite, in Flow flow, in AdmissionDecision admission,
        in CallerIdDecision callerId, in RouteDecision route, EdgeModel model, long now, Transfer? transfer = null)
    {
        var call = calls.Rent(emergency: route.Kind == NumberKind.Emergency);
        if (call is null)
        {
            return ReasonCode.TooManyCalls;
        }
        if (!OpenCaller(call, invite, flow, admission, model))
        {
            calls.Return(call);
            return ReasonCode.Malformed; // no Contact that could be called back (RFC 3261 §12.1.1)
        }
        call.CallerId = callerId;
        call.Route = route.Route;
        CallPlanner.Plan(call.Plan, invite, admission, flow.Remote.Address, route, services.Board, now);
        if (TakeRoom(call, route, now) is { } full)
        {
            calls.Return(call);
            return full;
        }
        if (transfer is not null)
        {
            (call.Transfer, transfer.New) = (transfer, call);
        }
        call.Invite.Set(services.Buffers, invite.Bytes);
        Begin(call, server, invite, now);
        if (route.Kind == NumberKind.Emergency)
        {
            call.Story.Emergency = true;
            metrics.EmergencyStarted();
            CallLog.EmergencyCall(log, call.Story.Id, call.Route!.Line);
        }

        ref var exchange = ref call.InviteExchange;
        if (exchange.OfferInRequest && HoldOffer(call, ref exchange, CallSide.Caller, invite.Body) is { } unusable)
        {
            Fail(call, unusable, now);
            return null;
        }
        if (call.IsEcho)
        {
            AnswerByEcho(call, now);
            return null;
        }
        _timers.Arm(call, CallTimer.Ring, now + call.Plan.Failover.OverallTimeoutMs);
        TryGateways(call, now);
        PlayEarly(call, now);
        return null;
    }

    /// <summary>The leg of whoever sent an INVITE; false without a Contact.</summary>
    private bool OpenCaller(
        Call call, in SipMessageView invite, in Flow flow, in AdmissionDecision admission, EdgeModel model)
    {
        services.Identifiers.WriteTag(call.Caller.LocalTag, call.Slot, CallSide.Caller);
        if (!call.Caller.Dialog.InitAsServer(invite, call.Caller.LocalTag, flow.Transport == TransportKind.Tls))
        {
            return false;
        }
        call.Model = model;
        call.Admission = admission;
        call.Caller.Peer = flow;
        (call.Caller.Trunk, call.Caller.Phones) = (admission.Trunk, admission.Phones?.Phones);
        call.Caller.Rules = CallerMedia.Of(admission, model);
        call.Caller.NextHop = HopOf(call, call.Caller, call.Caller.Dialog, flow);
        NoteMended(call, flow);
        NoteRequest(call, call.Caller, invite);
        call.Rings = CallerRingsRule.Of(invite, call.Caller.SessionRules);
        BeginLeg(call, CallSide.Caller);
        return true;
    }

    /// <summary>From here on the call answers its INVITE, and will have a record.</summary>
    private void Begin(Call call, TransactionId server, in SipMessageView invite, long now)
    {
        Transactions.SetOwner(server, Owner(call, OwnerPurpose.ServerInvite));
        services.Witness.Opened(call.Caller.LocalTag);
        StoryTeller.Begin(call, invite, services.Time.GetUtcNow(), now);
        call.Story.CallerTls = services.Transport.Tls(call.Caller.Peer);
        metrics.Started();
        ref var exchange = ref call.InviteExchange;
        exchange.Active = true;
        exchange.From = CallSide.Caller;
        exchange.Method = SipMethod.Invite;
        exchange.CSeq = invite.CSeq;
        exchange.Server = server;
        exchange.OfferInRequest = !invite.Body.IsEmpty;
    }

    /// <summary>Sends the INVITE to the current gateway, or to the first after it that can be reached at all.</summary>
    private void TryGateways(Call call, long now)
    {
        if (!call.Plan.HasCurrent)
        {
            var why = call.Plan.Skipped is [.., var last] ? last.Reason : ReasonCode.NoGateway;
            Refuse(call, ReasonCodes.Status(why), why);
        }
        for (; call.Plan.HasCurrent; call.Plan.MoveNext())
        {
            EnterCircuit(call, now);
            call.Story.AttemptStartedAt = now;
            var failure = SendInvite(call, call.Current, now);
            if (failure is null)
            {
                BeginAttempt(call, now);
                return;
            }
            EndAttempt(call, 0, failure.Value, now);
            Refuse(call, ReasonCodes.Status(failure.Value), failure.Value);
        }
        Step(call, CallInput.AttemptsExhausted, now);
    }

    private ReasonCode? SendInvite(Call call, in PlannedAttempt attempt, long now)
    {
        if (SipParser.Parse(call.Invite.Span, _slots, ParseLimits.Default, out var invite) != ParseStatus.Complete)
        {
            return ReasonCode.InternalError; // it parsed when it came
        }
        var callee = call.Callee;
        callee.Clear();
        call.Caller.ForgetIdentity();
        LeaveEarly(call, now);
        (callee.Trunk, callee.Phones) = (attempt.Trunk, attempt.Trunk.Pbx is null ? null : attempt.Trunk);
        if (TakeRoom(call, attempt.Trunk, now) is { } full)
        {
            return full;
        }
        callee.Rules = attempt.Gateway.Media;
        var flow = attempt.Target.Flow;
        callee.NextHop = flow;
        callee.Peer = flow;
        LeaveCallee(call);
        BeginLeg(call, CallSide.Callee);
        services.Identifiers.WriteTag(callee.LocalTag, call.Slot, CallSide.Callee);

        ReadOnlySpan<byte> body = [];
        ref var exchange = ref call.InviteExchange;
        if (exchange.OfferInRequest)
        {
            if (ReopenOffer(call, ref exchange, now) is { } withdrawn)
            {
                return withdrawn;
            }
            if (OpenMedia(call, echo: false) is { } noPorts)
            {
                return noPorts;
            }
            if (RelayOffer(call, ref exchange, out body) is { } unusable)
            {
                return unusable;
            }
        }

        Span<byte> callId = stackalloc byte[Identifiers.CallIdLength];
        services.Identifiers.WriteCallId(callId);
        Span<byte> uri = stackalloc byte[OutgoingUri.MaxLength];
        var names = new OutgoingNames(services.Transport.SentBy(flow), callee.LocalTag, callId)
        {
            Scheme = attempt.Scheme,
        };
        var writer = new SipWriter(_headers);
        if (OutgoingInvite.Write(
            ref writer, invite, call.Admission, call.CallerId.Forced, call.Route!, attempt.Trunk, attempt.Target, names, uri,
            out var uriLength)
            is { } unwritable)
        {
            return unwritable;
        }

        call.Story.SipsDowngraded = OutgoingInvite.LosesTls(invite, attempt.Target);
        var request = new RequestContent
        {
            Method = SipMethod.Invite,
            RequestUri = uri[..uriLength],
            Headers = writer.Written,
            ContentType = body.IsEmpty ? default : ContentTypes.Sdp,
            Body = body,
            Large = callee.LargeOn(flow),
        };
        exchange.Client = Transactions.Send(request, flow, Owner(call, OwnerPurpose.Attempt), now);
        if (exchange.Client.IsNone)
        {
            return ReasonCode.GatewayFailed;
        }
        call.AttemptClient = exchange.Client;
        call.InviteCSeq = 1;
        call.Story.DecidedBy = null; // what was decided was about the gateways before
        var told = SentIdentity.Read(writer.Written);
        callee.Told.Set(services.Buffers, told.Lines);
        callee.ToldInPrivate = told.IsPrivate;
        StoryTeller.TellCallee(call, attempt, told, callId);
        return null;
    }

    /// <summary>The outcome of one attempt, once, on the call's record.</summary>
    private void EndAttempt(Call call, int status, ReasonCode reason, long now)
    {
        if (call.Plan.HasCurrent && !call.Settling)
        {
            var rang = call.State == CallState.Proceeding;
            NoteCircuit(call, GatewayOutcome.Verdict(status, reason, rang, call.Plan.Failover), status, now);
            var (trunk, target) = call.Current;
            call.Story.Attempts.Add(new AttemptRecord(
                trunk.Name, target.Gateway.Name, target.AddressText, status, ReasonCodes.Name(reason),
                (now - call.Story.AttemptStartedAt) / 1000.0)
            {
                TrunkId = trunk.Id,
                Realm = call.Story.ChallengedRealm,
                Alert = call.Story.Alert,
            });
            call.Story.ChallengedRealm = null;
            call.Story.Alert = 0;
            call.Story.CalleeTls = services.Transport.Tls(target.Flow);
            metrics.AttemptEnded(trunk.Id, status);
        }
    }

    private void AnswerByEcho(Call call, long now)
    {
        ref var exchange = ref call.InviteExchange;
        if (!exchange.OfferInRequest)
        {
            Fail(call, ReasonCode.NoCommonMedia, now);
            return;
        }
        ReadOnlySpan<byte> body = [];
        var refused = OpenMedia(call, echo: true) ?? AnswerEcho(call, ref exchange, out body);
        if (refused is not null)
        {
            Fail(call, refused.Value, now);
            return;
        }
        AnswerCaller(call, default, body, now);
    }

    /// <summary>Refuses the caller for a reason of the edge's own.</summary>
    private void Fail(Call call, ReasonCode reason, long now)
    {
        Refuse(call, ReasonCodes.Status(reason), reason);
        Step(call, CallInput.AttemptsExhausted, now);
    }

    private static long Owner(Call call, OwnerPurpose purpose, int index = 0) =>
        new CallOwner(call.Slot, call.Generation, purpose, index).Value;
}
