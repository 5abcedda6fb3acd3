using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Rewrite;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Calls;

// Tones: digits between INFO and telephone-event, and what a caller hears of the edge itself.
internal sealed partial class CallControl
{
    /// <summary>Sets one side of a line's session, and notes what can be said on it.</summary>
    private void ConfigureLine(Call call, int line, CallSide side, in StreamSettings settings)
    {
        var session = call.Sessions[line].Id;
        services.Media.Configure(session, SideOf(side), settings);
        if (call.Negotiation.Kind(line) == MediaKind.Audio)
        {
            call.Leg(side).Tones = LegTones.Of(session, settings);
        }
    }

    /// <summary>
    /// The relay heard a digit on a leg whose events are not relayed, because the other one has its digits in INFO. A digit of
    /// somebody who is not answered yet reaches nobody.
    /// </summary>
    private void OnDigit(Call call, in MediaEvent heard, long now)
    {
        var side = heard.Side == MediaSide.A ? CallSide.Callee : CallSide.Caller;
        var leg = call.Leg(side);
        if (call.IsEcho || leg.Rules.Leg.Dtmf != DtmfMode.Info
            || call.State is not (CallState.Answered or CallState.Established))
        {
            return;
        }
        leg.Digits ??= new DigitQueue();
        if (!leg.Digits.TryAdd(new DigitPress((DtmfDigit)(heard.Value & 0xFF), heard.Value >> 8)))
        {
            metrics.DigitDropped();
        }
        SendNextDigit(call, side, now);
    }

    /// <summary>INFO with the digit that waits longest, unless one is under way (legacy usage: RFC 6086 §1.2).</summary>
    private void SendNextDigit(Call call, CallSide side, long now)
    {
        var leg = call.Leg(side);
        if (call.State != CallState.Established || leg.Digits is not { UnderWay: false } digits || !digits.TryTake(out var press))
        {
            return;
        }
        Span<byte> body = stackalloc byte[DtmfInfo.MaxRelayLength];
        var length = DtmfInfo.WriteRelay(body, press);
        var writer = new SipWriter(_headers);
        leg.Dialog.WriteRequestHeaders(ref writer, SipMethod.Info, leg.Dialog.NextCSeq(), LocalCapabilities.MaxForwards);
        Authorize(ref writer, leg, leg.Dialog, SipMethod.Info);
        writer.Lines(leg.Told.Span);
        var info = new RequestContent
        {
            Method = SipMethod.Info,
            RequestUri = leg.Dialog.RequestUri,
            Headers = writer.Written,
            ContentType = DtmfInfo.RelayType,
            Body = body[..length],
            Large = leg.LargeOn(leg.NextHop),
        };
        digits.UnderWay = !Transactions.Send(info, leg.NextHop, Owner(call, OwnerPurpose.Digit, (int)side), now).IsNone;
        body.Clear();
    }

    /// <summary>An INFO of ours was answered, or never will be (408): the next one, whatever was thought of this one.</summary>
    private void OnDigitAnswered(Call call, CallSide side, int status, long now)
    {
        if (status < 200 || call.Leg(side).Digits is not { } digits)
        {
            return;
        }
        digits.UnderWay = false;
        if (status is 408 or 481)
        {
            EndByEdge(call, ReasonCode.NextHopLost, now); // RFC 3261 §12.2.1.2
            return;
        }
        SendNextDigit(call, side, now);
    }

    /// <summary>
    /// A digit in the INFO of a leg that has no telephone-events becomes one for a leg that takes them; its sender is answered at
    /// once. Every other INFO passes: also with an Info-Package, which is for those who have agreed on it (RFC 6086 §4).
    /// </summary>
    private bool TryTakeDigit(Call call, CallSide side, TransactionId server, in SipMessageView info, long now)
    {
        var other = call.Leg(side.Other()).Tones;
        if (call.IsEcho || !other.TakesEvents || call.Leg(side).Tones.SendsEvents || !info.First(HeaderId.InfoPackage).IsEmpty)
        {
            return false;
        }
        switch (DtmfInfo.Read(info.First(HeaderId.ContentType), info.Body, out var press))
        {
            case DtmfInfoStatus.NotDtmf:
                return false;
            case DtmfInfoStatus.Malformed:
                Respond(server, 400, default, [], [], now, "Bad Digit"u8);
                return true;
            default:
                services.Media.SendDigit(other.Session, SideOf(side.Other()), press.Digit, press.Milliseconds);
                Respond(server, 200, default, [], [], now);
                return true;
        }
    }

    /// <summary>
    /// The INVITE has gone out: the caller hears what is played while nobody else is heard. Its offer is answered for that in an
    /// early dialog of its own (RFC 3261 §12.1), so that the callee's answer need not agree with it.
    /// </summary>
    private void PlayEarly(Call call, long now)
    {
        if (!call.InUse || call.State != CallState.Calling
            || call.Callee.Rules.Announcement is not { Play: AnnouncementPlay.Early } announcement)
        {
            return;
        }
        ref var exchange = ref call.InviteExchange;
        if (!exchange.OfferInRequest)
        {
            call.Story.Announcement = AnnouncementOutcome.NoOffer;
            return;
        }
        var status = call.Negotiation.AnswerAnnouncement(exchange.Offer.Span, _description, out var written);
        if (status != SdpStatus.Ok || call.Early.Add(exchange.CSeq, out var index) is not { } early)
        {
            call.Story.Announcement = AnnouncementOutcome.NoG711;
            return;
        }
        early.Silence(); // nobody rings there
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (call.Sessions[line].IsOpen && call.Negotiation.IsRelayed(line))
            {
                ConfigureLine(call, line, CallSide.Caller, SettingsOf(call, line, CallSide.Caller, final: false));
            }
        }
        Announce(call, announcement, repeat: true);
        call.PlaysEarly = true;
        Span<byte> tag = stackalloc byte[Identifiers.TagLength];
        Identifiers.WriteEarlyTag(tag, call.Caller.LocalTag, index);
        var writer = new SipWriter(_headers);
        WriteContact(ref writer, call.Caller, call.Caller.Peer);
        if (call.Rings == CallerRings.Plainly)
        {
            Respond(exchange.Server, 183, tag, writer.Written, _description.AsSpan(0, written), now);
        }
        else
        {
            TellReliably(call, index, 183, ref writer, _description.AsSpan(0, written), now);
        }
    }

    /// <summary>The callee is heard, or will be.</summary>
    private void StopEarly(Call call)
    {
        if (call.PlaysEarly)
        {
            call.PlaysEarly = false;
            services.Media.StopPlaying(call.Caller.Tones.Session, MediaSide.A);
        }
    }

    /// <summary>Both sides are connected: the caller hears what is played on answered calls, then the callee.</summary>
    private void PlayAnswered(Call call)
    {
        if (call.Callee.Rules.Announcement is { Play: AnnouncementPlay.Answered } announcement)
        {
            Announce(call, announcement, repeat: false);
        }
    }

    private void Announce(Call call, AnnouncementModel announcement, bool repeat)
    {
        var caller = call.Caller.Tones;
        if (!caller.TakesG711)
        {
            call.Story.Announcement = AnnouncementOutcome.NoG711;
            return;
        }
        services.Media.Play(caller.Session, MediaSide.A, announcement.Clip, repeat);
        call.Story.Announcement = repeat ? AnnouncementOutcome.Early : AnnouncementOutcome.Answered;
    }

    private static void OnPlayEnded(Call call, in MediaEvent ended)
    {
        if (ended.Value == (int)PlayEnd.NoCodec)
        {
            call.Story.Announcement = AnnouncementOutcome.NoG711;
            call.PlaysEarly = false; // nobody hears anything: ringing is told again
        }
    }
}
