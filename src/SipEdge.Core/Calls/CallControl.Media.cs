using SipEdge.Core.Admission;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Core.Calls;

// Media of a call: offers and answers carried from leg to leg (RFC 3264), each leg by its own policy, and the relay's sessions
// that follow from them. The body that a method gives back lies in this loop's scratch until the next one is written.
internal sealed partial class CallControl
{
    /// <summary>A leg begins: with a policy of its own, fresh keys and a session id that nobody was told.</summary>
    private void BeginLeg(Call call, CallSide side) => call.Negotiation.BeginLeg(
        SideOf(side), call.Leg(side).Rules.Leg, services.Identifiers.NextUInt32() | 1UL, services.Media.DtlsFingerprint);

    /// <summary>Another gateway is tried: media of the one before it reaches nobody any more.</summary>
    private void LeaveCallee(Call call)
    {
        call.Story.Heard(MediaSide.B) = default;
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (call.Sessions[line].IsOpen && call.Negotiation.IsRelayed(line))
            {
                services.Media.Configure(call.Sessions[line].Id, MediaSide.B, new StreamSettings { Sends = false });
            }
        }
    }

    /// <summary>Checks an offer and keeps it until it is answered.</summary>
    /// <returns>Why it cannot be used; null when it can.</returns>
    private ReasonCode? HoldOffer(Call call, scoped ref Exchange exchange, CallSide offerer, ReadOnlySpan<byte> offer)
    {
        var leg = call.Leg(offerer);
        var addresses = OfferCheck.Addresses(offer, leg.Peer.Remote.Address, leg.Rules, call.Model.Media.Own);
        if (addresses.Reason is { } unreachable)
        {
            call.Story.DecidedBy = addresses.Line.ToString();
            return unreachable;
        }
        var status = call.Negotiation.TakeOffer(SideOf(offerer), offer);
        if (status != SdpStatus.Ok)
        {
            return RefusedBy(call, offerer, MediaReasons.Of(status, offer));
        }
        NoteDescription(call, leg, offer);
        exchange.OfferPending = true;
        exchange.Offerer = offerer;
        exchange.Offer.Set(services.Buffers, offer);
        return null;
    }

    /// <summary>A session for each line that the pending offer wants relayed, opened once while the line lives.</summary>
    private ReasonCode? OpenMedia(Call call, bool echo)
    {
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (call.Negotiation.NeedsSession(line) && OpenLine(call, line, echo) is { } unavailable)
            {
                return unavailable;
            }
        }
        return null;
    }

    private ReasonCode? OpenLine(Call call, int line, bool echo)
    {
        var media = call.Model.Media;
        var caller = call.Caller.Peer.Remote;
        var callee = echo ? caller : call.Callee.NextHop.Remote;
        if (!MediaAddressing.TryBind(media, caller, callee, out var addresses))
        {
            return ReasonCode.MediaUnavailable;
        }
        if (call.Sessions[line].IsOpen && call.Sessions[line].Addresses != addresses)
        {
            CloseLine(call, line); // a gateway of the other address family is tried
        }
        if (!call.Sessions[line].IsOpen)
        {
            var status = services.Media.Open(
                services.Identifiers.Loop, echo, addresses, out var id, out var callerPort, out var calleePort);
            if (status != MediaOpenStatus.Opened)
            {
                return ReasonCode.MediaUnavailable;
            }
            call.Sessions[line] = new CallSession(id, addresses, callerPort, calleePort);
            _sessions.Add(id, call.Slot, line);
        }
        var session = call.Sessions[line];
        call.Negotiation.SetLocal(line, MediaSide.A, MediaAddressing.Advertised(media, caller, session.CallerPort));
        if (!echo)
        {
            call.Negotiation.SetLocal(line, MediaSide.B, MediaAddressing.Advertised(media, callee, session.CalleePort));
        }
        return null;
    }

    /// <summary>The pending offer, as the edge makes it to the other leg.</summary>
    private ReasonCode? RelayOffer(Call call, scoped ref Exchange exchange, out ReadOnlySpan<byte> body)
    {
        body = [];
        var status = call.Negotiation.WriteOffer(exchange.Offer.Span, _description, out var written);
        if (status != SdpStatus.Ok)
        {
            return RefusedBy(call, exchange.Offerer.Other(), MediaReasons.Of(status, exchange.Offer.Span));
        }
        body = _description.AsSpan(0, written);
        return null;
    }

    /// <summary>
    /// Takes the answer to the pending offer: checks it against what the edge offered, writes it for the offerer, and sets the
    /// media of both legs. A refused answer changes nothing.
    /// </summary>
    /// <param name="call">Whose offer is pending.</param>
    /// <param name="exchange">The one that holds the offer.</param>
    /// <param name="answer">As its maker wrote it.</param>
    /// <param name="final">The call is up with it; false for what rings.</param>
    /// <param name="body">For the offerer.</param>
    private ReasonCode? RelayAnswer(
        Call call, scoped ref Exchange exchange, scoped ReadOnlySpan<byte> answer, bool final, out ReadOnlySpan<byte> body)
    {
        body = [];
        var answerer = call.Leg(exchange.Offerer.Other());
        var addresses = OfferCheck.Addresses(answer, answerer.Peer.Remote.Address, answerer.Rules, call.Model.Media.Own);
        if (addresses.Reason is { } unreachable)
        {
            call.Story.DecidedBy = addresses.Line.ToString();
            return unreachable;
        }
        var status = call.Negotiation.TakeAnswer(exchange.Offer.Span, answer, _description, out var written);
        if (status != SdpStatus.Ok)
        {
            return RefusedBy(call, exchange.Offerer.Other(), MediaReasons.Of(status, answer));
        }
        NoteDescription(call, answerer, answer);
        body = _description.AsSpan(0, written);
        if (final)
        {
            call.Leg(exchange.Offerer).Said.Set(services.Buffers, exchange.Offer.Span);
            answerer.Said.Set(services.Buffers, answer);
        }
        StopEarly(call);
        ApplyMedia(call, final);
        return null;
    }

    /// <summary>The built-in destination's answer: the caller's own packets come back.</summary>
    private ReasonCode? AnswerEcho(Call call, scoped ref Exchange exchange, out ReadOnlySpan<byte> body)
    {
        body = [];
        var status = call.Negotiation.AnswerEcho(exchange.Offer.Span, _description, out var written);
        if (status != SdpStatus.Ok)
        {
            return RefusedBy(call, CallSide.Caller, MediaReasons.Of(status, exchange.Offer.Span));
        }
        body = _description.AsSpan(0, written);
        ApplyMedia(call, final: true);
        return null;
    }

    /// <summary>Tells the relay what was agreed on.</summary>
    private void ApplyMedia(Call call, bool final)
    {
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (!call.Sessions[line].IsOpen || !call.Negotiation.IsRelayed(line))
            {
                continue;
            }
            ConfigureLine(call, line, CallSide.Caller, SettingsOf(call, line, CallSide.Caller, final));
            if (!call.IsEcho)
            {
                ConfigureLine(call, line, CallSide.Callee, SettingsOf(call, line, CallSide.Callee, final));
            }
        }
    }

    /// <summary>
    /// One side of a line. Nobody has to send before the call is answered, nor a picture at all: cameras are switched off. Where a
    /// peer's address is not believed, the address that it signals from stands for it until its packets say better.
    /// </summary>
    private static StreamSettings SettingsOf(Call call, int line, CallSide side, bool final)
    {
        var leg = call.Leg(side);
        var source = leg.Peer.Remote.Address;
        var settings = MediaAddressRule.Believe(
            call.Negotiation.Settings(line, SideOf(side), source), source, leg.Rules, call.Model.Media.Own);
        if (leg.Rules.Leg.Nat == NatMode.Auto && !settings.Receive.IsNone)
        {
            settings = settings with { Latch = LatchMode.Learn }; // only packets that authenticate move it
        }
        return settings with
        {
            Latch = LatchOf(leg, settings.Latch),
            SignalledFrom = source,
            Sends = final && settings.Sends,
            Timeouts = final && call.Negotiation.Kind(line) != MediaKind.Video
                ? new MediaTimeouts(leg.Rules.NoMedia, leg.Rules.Silence)
                : MediaTimeouts.None,
        };
    }

    /// <summary>
    /// However it went, an offer waits for no answer any more, and sessions of lines that were not agreed on are closed.
    /// </summary>
    private void SettleOffer(Call call, ref Exchange exchange)
    {
        if (!exchange.OfferPending)
        {
            return;
        }
        exchange.OfferPending = false;
        call.Negotiation.EndOffer();
        CountBandwidth(call);
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (call.Sessions[line].IsOpen && !call.Negotiation.IsRelayed(line))
            {
                CloseLine(call, line);
            }
        }
    }

    private void EndExchange(Call call, ref Exchange exchange)
    {
        SettleOffer(call, ref exchange);
        LeaveTarget(call, exchange.Server);
        exchange.End(services.Buffers);
    }

    private void CloseMedia(Call call)
    {
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (call.Sessions[line].IsOpen)
            {
                CloseLine(call, line);
            }
        }
    }

    private void CloseLine(Call call, int line)
    {
        var session = call.Sessions[line];
        if (services.Media.Close(session.Id, out var final))
        {
            metrics.Media.Closed(final);
            call.Story.Tell(final, isVideo: call.Negotiation.Kind(line) == MediaKind.Video);
        }
        _sessions.Remove(session.Id);
        call.Sessions[line] = default;
    }

    /// <summary>Remembers the line of the configuration that a leg's media was refused by.</summary>
    private static ReasonCode RefusedBy(Call call, CallSide side, ReasonCode reason)
    {
        call.Story.DecidedBy = OfferCheck.LineOf(reason, call.Leg(side).Rules).ToString();
        return reason;
    }

    private static MediaSide SideOf(CallSide side) => side == CallSide.Caller ? MediaSide.A : MediaSide.B;
}
