using Microsoft.Extensions.Logging;
using SipEdge.Core.Admission;
using SipEdge.Core.Observability;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// Carries out what <see cref="CallMachine"/> decides, on one loop. One file for each verb: placing, answering, ending,
/// re-offering, relaying, timing.
/// </summary>
internal sealed partial class CallControl(CallServices services, CallTable calls, CallMetrics metrics, ILogger<CallControl> log)
{
    /// <summary>Header lines of one message; longer ones are refused by the writer, not cut.</summary>
    private const int HeaderBytes = 16 * 1024;

    // Scratch of this loop: filled and used up within one callback.
    private readonly byte[] _headers = new byte[HeaderBytes];
    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private readonly byte[] _description = new byte[OfferCheck.DescriptionBytes];

    private readonly CallTimers _timers = new();

    /// <summary>For the moment between a stray 2xx and its BYE.</summary>
    private readonly CallLeg _strayLeg = new(services.Buffers);

    // Reason of the BYE or CANCEL being carried to the other leg (RFC 3326); empty outside that callback.
    private HeldBytes _byeReason;

    private TransactionLayer? _transactions;

    /// <summary>The transactions of this loop. Attached once, before the first message.</summary>
    public TransactionLayer Transactions
    {
        get => _transactions ?? throw new InvalidOperationException("The transaction layer is attached before the first message");
        set => _transactions = value;
    }

    /// <summary>Takes one step of the call's table and does what follows from it.</summary>
    private void Step(Call call, CallInput input, long now)
    {
        var effects = CallMachine.Step(ref call.State, input);
        if ((effects & CallEffects.RefuseCaller) != 0)
        {
            RefuseCaller(call, now);
        }
        if ((effects & CallEffects.AckCallee) != 0)
        {
            AckCallee(call, [], now);
        }
        var nothingToCancel = (effects & CallEffects.CancelCallee) != 0 && !CancelCallee(call, now);
        if ((effects & CallEffects.ByeCallee) != 0)
        {
            SendBye(call.Callee, now);
        }
        if ((effects & CallEffects.ByeCaller) != 0)
        {
            SendBye(call.Caller, now);
        }
        if ((effects & CallEffects.Finish) != 0)
        {
            Finish(call, now);
        }
        if ((effects & CallEffects.Release) != 0)
        {
            calls.Return(call);
        }
        else if (nothingToCancel)
        {
            Step(call, CallInput.AttemptsExhausted, now); // no final response will come to release the call
        }
    }

    /// <returns>What <see cref="TransactionLayer.Respond"/> says: 500 when the answer could not be written.</returns>
    private int Respond(
        TransactionId server, int status, ReadOnlySpan<byte> toTag, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body, long now,
        ReadOnlySpan<byte> reason = default, ReadOnlySpan<byte> contentType = default)
    {
        var response = new ResponseContent
        {
            Status = status,
            Reason = reason,
            ToTag = toTag,
            Headers = headers,
            ContentType = body.IsEmpty ? default : contentType.IsEmpty ? ContentTypes.Sdp : contentType,
            Body = body,
        };
        return Transactions.Respond(server, response, now);
    }

    /// <summary>The address of the edge on the listener of <paramref name="flow"/>, as the trunk of the leg wants it.</summary>
    private void WriteContact(ref SipWriter writer, CallLeg leg, in Flow flow)
    {
        var sentBy = services.Transport.SentBy(flow);
        var contact = leg.Trunk is null ? sentBy : leg.Trunk.ContactOn(flow.Listener, sentBy);
        OutgoingContact.Write(ref writer, contact, flow.Transport, leg.Dialog.IsSecure);
    }

    private static void Refuse(Call call, int status, ReasonCode reason)
    {
        call.Story.Status = status;
        call.Story.Reason = reason;
    }
}
