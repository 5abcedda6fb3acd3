using SipEdge.Core.Admission;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Transferring: a REFER that the edge carries out itself. The target is called by an ordinary call beside the old one, which stays
// as it is until the new one is joined with its other leg (docs/decisions/0011-transfers.md).
internal sealed partial class CallControl
{
    /// <summary>Who has not hung up so long after its transfer was done is hung up on.</summary>
    private const int ReferrerMs = 5_000;

    private readonly byte[] _madeInvite = new byte[HeaderBytes];
    private readonly HeaderSlot[] _madeSlots = new HeaderSlot[SipParser.MaxHeaders];

    /// <summary>Decides about transfers. Attached once, before the first message.</summary>
    public ITransferRules? TransferRules { get; set; }

    /// <summary>Blind transfer: the referrer's call to the target is decided and placed as if it had made it.</summary>
    private void TransferToNumber(
        Call call, CallSide side, TransactionId server, in SipMessageView refer, in ReferTarget target, in Flow flow, long now)
    {
        if (!TryMakeInvite(call, side, refer, target.Uri, out var invite))
        {
            RefuseRefer(server, ReasonCode.ReferMalformed, call, side, now);
            return;
        }
        AdmissionDecision? known = side == CallSide.Caller ? call.Admission : null;
        var decision = TransferRules!.Decide(invite, known, flow, now);
        if (decision.Status != 0)
        {
            RefuseRefer(server, decision.Reason, decision.Status, call, side, now);
            return;
        }
        var transfer = new Transfer
        {
            Old = call,
            OldGeneration = call.Generation,
            Referrer = side,
            ReferCSeq = refer.CSeq,
            Notifies = WantsNotify(refer),
        };
        call.Transfer = transfer;
        AcceptRefer(transfer, server, now);
        metrics.Referred("terminated");
        var full = Place(
            TransactionId.None, invite, flow, decision.Admission, decision.CallerId, decision.Route, decision.Model, now, transfer);
        if (full is not null)
        {
            EndTransfer(transfer, ReasonCodes.Status(full.Value), now);
        }
    }

    /// <summary>
    /// The INVITE that the referrer would have sent: from it, to the target, with what its REFER says of it. Without an offer, for
    /// the media is that of the leg that stays, which is asked when somebody has answered.
    /// </summary>
    private bool TryMakeInvite(Call call, CallSide side, in SipMessageView refer, in SipUriView target, out SipMessageView invite)
    {
        var leg = call.Leg(side);
        Span<byte> uri = stackalloc byte[OutgoingUri.MaxLength];
        if (!TryWriteTarget(target, uri, out var length))
        {
            invite = default;
            return false;
        }
        Span<byte> callId = stackalloc byte[Identifiers.CallIdLength];
        services.Identifiers.WriteCallId(callId);
        var writer = new SipWriter(_madeInvite);
        writer.RequestLine(SipMethod.Invite, uri[..length]);
        writer.Header(HeaderId.Via, "SIP/2.0/UDP transfer.invalid;branch=z9hG4bK0"u8);
        writer.Header(HeaderId.MaxForwards, refer.MaxForwards < 0 ? LocalCapabilities.MaxForwards : refer.MaxForwards);
        writer.Header(HeaderId.From, leg.Dialog.RemoteParty);
        OutgoingUri.WriteTo(ref writer, uri[..length]);
        writer.Header(HeaderId.CallId, callId);
        writer.Header(HeaderId.CSeq, "1 INVITE"u8);
        writer.Begin(HeaderId.Contact);
        writer.Append((byte)'<');
        writer.Append(leg.Dialog.RemoteTarget);
        writer.Append((byte)'>');
        writer.End();
        foreach (ref readonly var slot in refer.Headers)
        {
            if (!slot.IsFolded && SaysWhoRefers(slot.Id))
            {
                writer.Header(slot.Id, refer.Value(slot));
            }
        }
        writer.Finish(default, default);
        if (!writer.Failed
            && SipParser.Parse(writer.Written, _madeSlots, ParseLimits.Default, out invite) == ParseStatus.Complete)
        {
            return true;
        }
        invite = default;
        return false;
    }

    /// <summary>What of a REFER its INVITE would have said too; identity rules weigh it as ever.</summary>
    private static bool SaysWhoRefers(HeaderId id) => id
        is HeaderId.PAssertedIdentity or HeaderId.PPreferredIdentity or HeaderId.RemotePartyId or HeaderId.Privacy
            or HeaderId.ReferredBy or HeaderId.Diversion;

    /// <summary>User, host and port: the headers of a Refer-To are not the target's, nor is how it would be reached.</summary>
    private static bool TryWriteTarget(in SipUriView target, Span<byte> destination, out int length)
    {
        length = 0;
        if (target.Scheme == UriScheme.Tel)
        {
            length = target.Raw.Length;
            return target.Raw.TryCopyTo(destination);
        }
        var end = target.Raw.Length - (target.Headers.IsEmpty ? 0 : target.Headers.Length + 1)
            - (target.Parameters.IsEmpty ? 0 : target.Parameters.Length + 1);
        if (!target.Raw[..end].TryCopyTo(destination))
        {
            return false;
        }
        length = end;
        return true;
    }

    /// <summary>The target rings, or something is heard of it.</summary>
    private void OnTransferProgress(Transfer transfer, int status, long now)
    {
        if (transfer.Old is { } old && transfer.IsOld(old) && transfer.Stage == TransferStage.Calling)
        {
            TellReferrer(transfer, status, now);
        }
    }

    /// <summary>
    /// The new call came to nothing. The old one stays as it was, unless its referrer has left: then nobody is there for the other
    /// side, and it hears a BYE.
    /// </summary>
    private void EndTransfer(Transfer transfer, int status, long now)
    {
        if (transfer.Stage == TransferStage.Over)
        {
            return;
        }
        var joining = transfer.Stage == TransferStage.Joining;
        transfer.Stage = TransferStage.Over;
        transfer.New = null;
        Unblock(transfer.Old, transfer.IsOld(transfer.Old));
        if (transfer.Second is { } second && transfer.IsSecond(second))
        {
            Unblock(second, true);
            second.Transfer = null;
            GiveBack(second, now);
        }
        if (!transfer.IsOld(transfer.Old) || transfer.Old.State != CallState.Established)
        {
            return;
        }
        if (!transfer.ByInvite)
        {
            metrics.Referred("failed");
        }
        transfer.Old.Transfer = null;
        TellReferrer(transfer, status, now);
        if (transfer.ReferrerLeft || joining)
        {
            // A leg that was offered other media may have taken it already: it cannot be given back what it had.
            EndByEdge(transfer.Old, transfer.StayingLost ? ReasonCode.NextHopLost : ReasonCode.TransferFailed, now);
            return;
        }
        GiveBack(transfer.Old, now);
    }

    /// <summary>A new call of a transfer ends before it was joined: in place of the answer to its caller, which it has not got.</summary>
    private void EndNewCall(Call call, Transfer transfer, long now)
    {
        if (call.Callee.Confirmed && call.State != CallState.Established)
        {
            AckCallee(call, [], now);
            SendBye(call.Callee, now);
        }
        call.Invite.Clear(services.Buffers);
        call.InviteExchange.Active = false;
        EndTransfer(transfer, call.Story.Status, now);
    }

    /// <summary>The old call ends for another reason: nobody is left to be joined with the target.</summary>
    private void AbandonTransfer(Call call, long now)
    {
        if (call.Transfer is not { } transfer || (!transfer.IsOld(call) && !transfer.IsSecond(call))
            || transfer is { Stage: TransferStage.Over })
        {
            return;
        }
        if (transfer.LentTo is { } loop)
        {
            transfer.Stage = TransferStage.Over;
            Recall(call, loop);
            return;
        }
        var joining = transfer.Stage == TransferStage.Joining;
        transfer.Stage = TransferStage.Over;
        if (transfer.New is { InUse: true } made && made.Transfer == transfer)
        {
            if (transfer.ByInvite)
            {
                Refuse(made, ReasonCodes.Status(ReasonCode.ReplacesUnknown), ReasonCode.ReplacesUnknown);
                Step(made, CallInput.EdgeEnds, now);
                return;
            }
            made.Story.Cancelled = true;
            made.Story.EndedBy = "caller";
            Refuse(made, 487, ReasonCode.Cancelled);
            EndAttempt(made, 0, ReasonCode.Cancelled, now);
            Step(made, CallInput.CallerCancels, now);
        }
        if (joining && transfer.Second is { } second)
        {
            var other = transfer.IsOld(call) ? second : transfer.Old;
            EndByEdge(other, ReasonCode.TransferFailed, now); // offered media of a leg that is gone
        }
    }

    /// <summary>
    /// The referrer hangs up before the target has answered, as most do: the other leg waits for the target alone, and nothing keeps
    /// up the session of a leg that is gone.
    /// </summary>
    private bool ReferrerLeaves(Call call, CallSide side)
    {
        if (call is not { State: CallState.Established, Transfer: { Stage: not TransferStage.Over, Second: null } transfer }
            || !transfer.IsOld(call) || transfer.Referrer != side)
        {
            return false;
        }
        transfer.ReferrerLeft = true;
        var left = call.Leg(side);
        left.Dialog.Clear();
        left.Session = default;
        ArmSession(call, side);
        return true;
    }
}
