using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Calls;

// Media events: what the relay saw of a call's packets becomes part of its story, and ends it where the leg's policy says so.
internal sealed partial class CallControl
{
    private readonly SessionOwners _sessions = new();

    // Reason of a BYE for want of media (RFC 3326), put together here.
    private readonly byte[] _reasonText = new byte[96];

    /// <summary>Takes what the relay has to tell this loop.</summary>
    public void ReadMediaEvents(long now)
    {
        while (services.Media.TryReadEvent(services.Identifiers.Loop, out var mediaEvent))
        {
            if (!_sessions.TryFind(mediaEvent.Session, out var slot, out var line))
            {
                continue; // closed meanwhile
            }
            var call = calls[slot];
            if (call.InUse && call.Sessions[line].Id == mediaEvent.Session)
            {
                OnMediaEvent(call, mediaEvent, now);
            }
        }
    }

    private void OnMediaEvent(Call call, in MediaEvent mediaEvent, long now)
    {
        ref var heard = ref call.Story.Heard(mediaEvent.Side);
        switch (mediaEvent.Kind)
        {
            case MediaEventKind.NoMedia or MediaEventKind.Silent:
                OnSilence(call, mediaEvent, now);
                break;
            case MediaEventKind.Resumed:
                heard.TimedOutSince = 0;
                break;
            case MediaEventKind.Digit:
                OnDigit(call, mediaEvent, now);
                break;
            case MediaEventKind.PlayEnded:
                OnPlayEnded(call, mediaEvent);
                break;
            case MediaEventKind.SourceMoved:
                heard.SourceMoves++;
                break;
            case MediaEventKind.DtlsFailed:
                heard.Failure = ReasonCodes.Name(ReasonCode.DtlsFailed);
                EndForMedia(call, ReasonCode.DtlsFailed, now);
                break;
            case MediaEventKind.KeyLimit:
                heard.Failure = ReasonCodes.Name(ReasonCode.KeyUsedUp);
                EndForMedia(call, ReasonCode.KeyUsedUp, now);
                break;
            case MediaEventKind.KeysReady when heard.Failure == ReasonCodes.Name(ReasonCode.DtlsFailed):
                heard.Failure = null; // it was another place of a fork that failed
                break;
            case MediaEventKind.Looped:
                heard.Failure = "looped";
                break;
            default:
                break; // the statistics tell when and where a side was heard first
        }
    }

    private void OnSilence(Call call, in MediaEvent silence, long now)
    {
        var side = silence.Side == MediaSide.A ? CallSide.Caller : CallSide.Callee;
        ref var heard = ref call.Story.Heard(silence.Side);
        heard.TimedOutSince = Math.Max(1, now - silence.Value);
        heard.Timeouts++;
        var hangsUp = call.Leg(side).Rules.TimeoutAction == MediaTimeoutAction.HangUp;
        metrics.Silent(side.Name(), never: silence.Kind == MediaEventKind.NoMedia);
        CallLog.Silent(log, call.Story.Id, side.Name(), silence.Value / 1000.0, hangsUp);
        if (hangsUp)
        {
            EndForMedia(call, ReasonCode.MediaTimeout, now);
        }
    }

    /// <summary>Ends a call that is up; one that still rings may yet be answered by somebody who is heard.</summary>
    private void EndForMedia(Call call, ReasonCode reason, long now)
    {
        if (call.State is not (CallState.Answered or CallState.Established))
        {
            return;
        }
        EndWithReason(call, reason, now);
    }
}
