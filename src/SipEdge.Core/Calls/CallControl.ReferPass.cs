using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Passing a REFER on: the other side is asked to call the target, by way of the edge and in its own numbers; what it tells of its
// progress goes back as a status line and no more (RFC 3515, RFC 3891, RFC 3420).
internal sealed partial class CallControl
{
    /// <summary>Longer fragments are not a status line.</summary>
    private const int MaxFragment = 4096;

    private void PassRefer(
        Call call, CallSide side, TransactionId server, in SipMessageView refer, in ReferTarget target, in Flow flow, long now)
    {
        var other = call.Leg(side.Other());
        if (other.Trunk is { Signalling.Refer: ReferMode.Reject } taker && taker.Id != call.Leg(side).Phones?.Pbx?.Id)
        {
            RefuseRefer(server, ReasonCode.ReferNotTaken, call, side, now);
            return;
        }
        if (!target.HasReplaces)
        {
            PassReferTo(call, side, server, refer, target, default, now);
            return;
        }
        var asker = LegPeer.Of(call.Leg(side));
        if (LivesElsewhere(target.Replaces, out var loop))
        {
            Ask(
                loop, target.Replaces.Text, asker, Held(LegUse.Name, call, side, server, refer, flow), told: LegPeer.Of(other));
            return;
        }
        var refused = FindNamed(target.Replaces, asker, out var replaced, out var replacedSide)
            ?? (replaced == call ? ReasonCode.ReferDialogForeign : null);
        if (refused is { } reason)
        {
            RefuseRefer(server, reason, call, side, now);
            return;
        }
        var far = replaced!.Leg(replacedSide.Other()).Dialog;
        if (PassReferTo(call, side, server, refer, target, new FarDialog(far.CallId, far.RemoteTag, far.LocalTag), now))
        {
            replaced.Granted = LegPeer.Of(other);
        }
    }

    /// <summary>The call that a referrer sends the other side to.</summary>
    /// <returns>Why it does not; null with a call.</returns>
    private ReasonCode? FindNamed(in ReplacesView replaces, LegPeer asker, out Call? replaced, out CallSide side) =>
        !TryFindReplaced(replaces, out replaced, out side) ? ReasonCode.ReferDialogUnknown
        : !asker.Is(LegPeer.Of(replaced.Leg(side))) ? ReasonCode.ReferDialogForeign
        : null;

    /// <returns>False where it was refused, and the referrer has heard so.</returns>
    private bool PassReferTo(
        Call call, CallSide side, TransactionId server, in SipMessageView refer, in ReferTarget target, in FarDialog far, long now)
    {
        var other = call.Leg(side.Other());
        var index = Array.FindIndex(call.Exchanges, static exchange => !exchange.Active);
        if (index < 0)
        {
            RefuseOverlap(server, sameSide: true, now);
            return false;
        }
        var cseq = other.Dialog.NextCSeq();
        var writer = new SipWriter(_headers);
        other.Dialog.WriteRequestHeaders(ref writer, SipMethod.Refer, cseq, LocalCapabilities.MaxForwards);
        Authorize(ref writer, other, other.Dialog, SipMethod.Refer);
        WriteContact(ref writer, other, other.NextHop);
        if (!TryWriteReferTo(ref writer, call, side, target.Uri, far))
        {
            RefuseRefer(server, ReasonCode.ReferMalformed, call, side, now);
            return false;
        }
        if (refer.Has(HeaderId.ReferSub))
        {
            writer.Header(HeaderId.ReferSub, WantsNotify(refer) ? "true"u8 : "false"u8);
        }
        Carry(ref writer, call, other, refer);
        ref var exchange = ref call.Exchanges[index];
        exchange.Active = true;
        exchange.From = side;
        exchange.Method = SipMethod.Refer;
        exchange.Server = server;
        exchange.CSeq = refer.CSeq;
        if (!writer.Failed)
        {
            var request = new RequestContent
            {
                Method = SipMethod.Refer,
                RequestUri = other.Dialog.RequestUri,
                Headers = writer.Written,
                Large = other.LargeOn(other.NextHop),
            };
            exchange.Client = Transactions.Send(request, other.NextHop, Owner(call, OwnerPurpose.Exchange, index), now);
        }
        if (exchange.Client.IsNone)
        {
            AnswerExchange(call, ref exchange, 503, now);
            return false;
        }
        (other.ReferPassed, other.ReferAsked) = (cseq, refer.CSeq);
        metrics.Referred("passed");
        return true;
    }

    /// <summary>
    /// The target as the other side calls it: the number in its format at the edge's own address, and the dialog to take over by
    /// the identifiers of that call's other leg, which alone its far end knows.
    /// </summary>
    private bool TryWriteReferTo(
        ref SipWriter writer, Call call, CallSide side, in SipUriView target, in FarDialog far)
    {
        var asked = call.Leg(side.Other());
        Span<byte> user = stackalloc byte[OutgoingUri.MaxLength];
        if (!NumberWriter.TryWrite(
            target, NumberHeader.RequestUri, call.Leg(side).Trunk?.Numbers ?? NumberPlan.Default, NumberHeader.RequestUri,
            asked.Trunk?.Numbers ?? NumberPlan.Default, user, out var length))
        {
            return false;
        }
        writer.Begin(HeaderId.ReferTo);
        writer.Append(asked.Dialog.IsSecure ? "<sips:"u8 : "<sip:"u8);
        if (length > 0)
        {
            writer.Append(user[..length]);
            writer.Append((byte)'@');
        }
        writer.Append(services.Transport.SentBy(asked.NextHop));
        if (!far.CallId.IsEmpty)
        {
            writer.Append("?Replaces="u8);
            AppendEscaped(ref writer, far.CallId);
            writer.Append("%3Bto-tag%3D"u8);
            AppendEscaped(ref writer, far.RemoteTag);
            writer.Append("%3Bfrom-tag%3D"u8);
            AppendEscaped(ref writer, far.LocalTag);
        }
        writer.Append((byte)'>');
        writer.End();
        return !writer.Failed;
    }

    /// <summary>As a header of a URI needs it (RFC 3261 §19.1.1).</summary>
    private static void AppendEscaped(ref SipWriter writer, ReadOnlySpan<byte> text)
    {
        foreach (var octet in text)
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_' or (byte)'.')
            {
                writer.Append(octet);
                continue;
            }
            writer.Append((byte)'%');
            writer.Append("0123456789ABCDEF"u8[octet >> 4]);
            writer.Append("0123456789ABCDEF"u8[octet & 15]);
        }
    }

    /// <summary>What the one who was referred tells of it; nothing else is asked for inside a call, so 489 (RFC 6665 §4.1.3).</summary>
    private void PassNotify(Call call, CallSide side, TransactionId server, in SipMessageView notify, long now)
    {
        var told = call.Leg(side);
        if (told.ReferPassed == 0 || !IsReferEvent(notify, told.ReferPassed))
        {
            Respond(server, 489, default, "Allow-Events: refer\r\n"u8, [], now);
            return;
        }
        Respond(server, 200, default, [], [], now);
        var ended = EventLines.IsTerminated(notify);
        ReadOnlySpan<byte> fragment = [];
        if (TryReadStatus(notify, out var status))
        {
            var writer = new SipWriter(_fragment);
            writer.StatusLine(status);
            fragment = writer.Written;
        }
        SendNotify(
            call, side.Other(), told.ReferAsked, ended ? "terminated;reason=noresource"u8 : "active;expires=180"u8, fragment, now);
        if (ended)
        {
            told.ReferPassed = 0;
        }
    }

    private static bool IsReferEvent(in SipMessageView notify, uint cseq)
    {
        var value = notify.First(HeaderId.Event);
        var semicolon = value.IndexOf((byte)';');
        if (!Ascii.EqualsIgnoreCase((semicolon < 0 ? value : value[..semicolon]).Trim(" \t"u8), "refer"u8))
        {
            return false;
        }
        var id = value.IndexOf("id="u8);
        return id < 0
            || (System.Buffers.Text.Utf8Parser.TryParse(value[(id + 3)..], out uint named, out _) && named == cseq);
    }

    /// <summary>"SIP/2.0 200 OK": of a fragment the first line, and of that the number. The rest tells where the target is.</summary>
    private static bool TryReadStatus(in SipMessageView notify, out int status)
    {
        status = 0;
        var body = notify.Body;
        return body.Length is > 11 and < MaxFragment && body.StartsWith("SIP/2.0 "u8)
            && System.Buffers.Text.Utf8Parser.TryParse(body.Slice(8, 3), out status, out var used) && used == 3
            && status is >= 100 and <= 699;
    }

    /// <summary>A dialog as its far end names it.</summary>
    private readonly ref struct FarDialog(ReadOnlySpan<byte> callId, ReadOnlySpan<byte> remoteTag, ReadOnlySpan<byte> localTag)
    {
        public ReadOnlySpan<byte> CallId { get; } = callId;

        public ReadOnlySpan<byte> RemoteTag { get; } = remoteTag;

        public ReadOnlySpan<byte> LocalTag { get; } = localTag;
    }
}
