using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Referring: a REFER on a leg of a call (RFC 3515), by the mode of the trunk that sends it, and what its sender is told of it.
internal sealed partial class CallControl
{
    private readonly byte[] _fragment = new byte[128];

    private void OnRefer(Call call, CallSide side, TransactionId server, in SipMessageView refer, in Flow flow, long now)
    {
        var mode = call.Leg(side).Signalling.Refer;
        if (mode == ReferMode.Reject || call.IsEcho)
        {
            Respond(server, 405, default, LocalCapabilities.AllowLine, [], now);
            return;
        }
        if (call.State != CallState.Established || call.Transfer is not null)
        {
            RefuseOverlap(server, sameSide: call.Transfer is null, now);
            return;
        }
        Span<byte> scratch = stackalloc byte[ReferTarget.MaxReplaces];
        if (!ReferTarget.TryRead(refer, scratch, out var target))
        {
            RefuseRefer(server, ReasonCode.ReferMalformed, call, side, now);
            return;
        }
        if (mode == ReferMode.Pass)
        {
            PassRefer(call, side, server, refer, target, flow, now);
        }
        else if (target.HasReplaces)
        {
            TransferToCall(call, side, server, refer, target, flow, now);
        }
        else
        {
            TransferToNumber(call, side, server, refer, target, flow, now);
        }
    }

    private void RefuseRefer(TransactionId server, ReasonCode reason, Call call, CallSide side, long now) =>
        RefuseRefer(server, reason, ReasonCodes.Status(reason), call, side, now);

    /// <summary>Never with a status that ends the dialog (RFC 5057 §5.1) or asks for credentials in the middle of a call.</summary>
    private void RefuseRefer(TransactionId server, ReasonCode reason, int status, Call call, CallSide side, long now)
    {
        status = status is 0 or 401 or 404 or 407 or 408 or 410 or 416 or 481 or 482 or 483 or 484 or 485 or 502 or 604
            ? 403
            : status;
        metrics.Referred(ReasonCodes.Name(reason));
        var writer = new SipWriter(_headers);
        RefusalHeaders.WriteReason(ref writer, reason, status, call.Leg(side).Trunk);
        Respond(server, status, default, writer.Written, [], now);
    }

    /// <summary>202, and unless the referrer wants none, its first NOTIFY (RFC 3515 §2.4.4, RFC 4488 §4).</summary>
    private void AcceptRefer(Transfer transfer, TransactionId server, long now)
    {
        var leg = transfer.Old.Leg(transfer.Referrer);
        var writer = new SipWriter(_headers);
        WriteContact(ref writer, leg, leg.Peer);
        if (!transfer.Notifies)
        {
            writer.Header(HeaderId.ReferSub, "false"u8);
        }
        Respond(server, 202, default, writer.Written, [], now);
        TellReferrer(transfer, 100, now);
    }

    private static bool WantsNotify(in SipMessageView refer) =>
        !refer.First(HeaderId.ReferSub).StartsWith("false"u8);

    /// <summary>
    /// Tells the referrer how it goes: the status line of the one it sent there, and nothing else of his message. What it was told
    /// already is not repeated.
    /// </summary>
    private void TellReferrer(Transfer transfer, int status, long now)
    {
        if (!transfer.Notifies || transfer.ReferrerLeft || transfer.Told >= 200 || transfer.Told == status)
        {
            return;
        }
        transfer.Told = status;
        var fragment = new SipWriter(_fragment);
        fragment.StatusLine(status);
        SendNotify(
            transfer.Old, transfer.Referrer, transfer.ReferCSeq,
            status < 200 ? "active;expires=180"u8 : "terminated;reason=noresource"u8, fragment.Written, now);
    }

    private void SendNotify(
        Call call, CallSide side, uint referCSeq, ReadOnlySpan<byte> state, ReadOnlySpan<byte> fragment, long now)
    {
        var leg = call.Leg(side);
        if (leg.Dialog.IsEmpty)
        {
            return; // it has left, or is lent
        }
        var writer = new SipWriter(_headers);
        leg.Dialog.WriteRequestHeaders(ref writer, SipMethod.Notify, leg.Dialog.NextCSeq(), LocalCapabilities.MaxForwards);
        Authorize(ref writer, leg, leg.Dialog, SipMethod.Notify);
        WriteContact(ref writer, leg, leg.NextHop);
        writer.Begin(HeaderId.Event);
        writer.Append("refer;id="u8);
        writer.Append(referCSeq);
        writer.End();
        writer.Header(HeaderId.SubscriptionState, state);
        var notify = new RequestContent
        {
            Method = SipMethod.Notify,
            RequestUri = leg.Dialog.RequestUri,
            Headers = writer.Written,
            ContentType = fragment.IsEmpty ? default : "message/sipfrag;version=2.0"u8,
            Body = fragment,
            Large = leg.LargeOn(leg.NextHop),
        };
        Transactions.Send(notify, leg.NextHop, Owner(call, OwnerPurpose.Notify, (int)side), now);
    }

    /// <summary>Who does not want to hear of it is not told again (RFC 6665 §4.2.2).</summary>
    private static void OnNotifyAnswered(Call call, int status)
    {
        if (status >= 300 && call.Transfer is { } transfer && transfer.IsOld(call))
        {
            transfer.Notifies = false;
        }
    }
}
