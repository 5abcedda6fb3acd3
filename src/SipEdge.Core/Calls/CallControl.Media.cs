using SipEdge.Core.Admission;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;

namespace SipEdge.Core.Calls;

// Media of a call: offers and answers carried from leg to leg (RFC 3264), each leg with the edge's own address and keys.
// The body that a method gives back lies in this loop's scratch until the next one is written.
internal sealed partial class CallControl
{
    /// <summary>Reads and keeps an offer until it is answered.</summary>
    /// <returns>Why it cannot be used; null when it can.</returns>
    private ReasonCode? HoldOffer(Call call, scoped ref Exchange exchange, CallSide offerer, ReadOnlySpan<byte> offer)
    {
        if (OfferCheck.Read(offer, call.Leg(offerer).Trunk, out var audio) is { } unusable)
        {
            return unusable;
        }
        exchange.OfferPending = true;
        exchange.Offerer = offerer;
        exchange.OfferedAudio = audio;
        exchange.Offer.Set(services.Buffers, offer);
        return null;
    }

    /// <summary>Ports for both legs, opened once for the life of the call.</summary>
    private ReasonCode? OpenMedia(Call call, bool echo)
    {
        if (call.Sessions[0].IsOpen)
        {
            return null;
        }
        var media = call.Model.Media;
        if (!MediaAddressing.TryBind(media, call.Caller.Peer.Remote,
            echo ? call.Caller.Peer.Remote : call.Callee.NextHop.Remote, out var addresses))
        {
            return ReasonCode.MediaUnavailable;
        }
        var status = services.Media.Open(
            services.Identifiers.Loop, echo, addresses, out var id, out var callerPort, out var calleePort);
        if (status != MediaOpenStatus.Opened)
        {
            return ReasonCode.MediaUnavailable;
        }
        call.Sessions[0] = new CallSession(id, callerPort, calleePort);
        _sessions.Add(id, call.Slot, 0);
        return null;
    }

    /// <summary>The pending offer, as the edge makes it to the other leg.</summary>
    private ReasonCode? RelayOffer(Call call, scoped ref Exchange exchange, out ReadOnlySpan<byte> body)
    {
        body = [];
        var side = exchange.Offerer.Other();
        var leg = call.Leg(side);
        var local = Described(call, side, exchange.Offer.Span);
        if (local.Secure)
        {
            local = local with { CryptoTag = 1, Crypto = leg.KeyFor(OfferedSuite(leg)) };
        }
        return WriteDescription(leg, exchange.Offer.Span, local, answer: false, [], out body);
    }

    /// <summary>
    /// Takes the answer to the pending offer: checks it against what the edge offered, writes it for the offerer, and sets the
    /// media of both legs. A refused answer changes nothing.
    /// </summary>
    private ReasonCode? RelayAnswer(Call call, scoped ref Exchange exchange, scoped ReadOnlySpan<byte> answer,
        out ReadOnlySpan<byte> body)
    {
        body = [];
        var status = OfferAnswer.Read(answer, out var answered);
        if (status != SdpStatus.Ok)
        {
            return MediaReasons.Of(status);
        }
        var offerer = call.Leg(exchange.Offerer);
        var answerer = call.Leg(exchange.Offerer.Other());
        if (answered.Secure != answerer.LocalAudio.Secure
            || (answered.Secure && (answered.CryptoTag != answerer.LocalAudio.CryptoTag
                || answered.Crypto.Suite != answerer.LocalAudio.Crypto.Suite)))
        {
            return ReasonCode.SrtpRequired;
        }
        var refused = WriteDescription(
            offerer, answer, AnswerTo(call, ref exchange, answer), answer: true, exchange.Offer.Span, out body);
        if (refused is not null)
        {
            return refused;
        }
        Commit(call, exchange.Offerer, exchange.OfferedAudio);
        Commit(call, exchange.Offerer.Other(), answered);
        return null;
    }

    /// <summary>The built-in destination's answer: the caller's own packets come back.</summary>
    private ReasonCode? AnswerEcho(Call call, scoped ref Exchange exchange, out ReadOnlySpan<byte> body)
    {
        body = [];
        var local = AnswerTo(call, ref exchange, exchange.Offer.Span);
        var status = OfferAnswer.WriteEchoAnswer(exchange.Offer.Span, local, _description, out var written);
        if (status != SdpStatus.Ok)
        {
            return MediaReasons.Of(status);
        }
        call.Caller.LocalAudio = local;
        body = _description.AsSpan(0, written);
        Commit(call, CallSide.Caller, exchange.OfferedAudio);
        return null;
    }

    /// <summary>
    /// What the edge says of itself to the offerer: suite and tag of the offer, a key of our own (RFC 4568 §5.1.2).
    /// </summary>
    private LocalAudio AnswerTo(Call call, scoped ref Exchange exchange, ReadOnlySpan<byte> source)
    {
        var offered = exchange.OfferedAudio;
        return Described(call, exchange.Offerer, source) with
        {
            Secure = offered.Secure,
            CryptoTag = offered.CryptoTag,
            Crypto = offered.Secure ? call.Leg(exchange.Offerer).KeyFor(offered.Crypto.Suite) : SrtpKey.None,
        };
    }

    /// <summary>
    /// Address, session id and version for a description to a leg; the same source again keeps its version (RFC 3264 §8).
    /// </summary>
    private LocalAudio Described(Call call, CallSide side, ReadOnlySpan<byte> source)
    {
        var leg = call.Leg(side);
        var hash = new HashCode();
        hash.AddBytes(source);
        var fingerprint = hash.ToHashCode();
        var local = leg.LocalAudio;
        var port = call.Sessions[0].Port(side);
        var same = fingerprint == leg.LastDescription && local.Version != 0;
        leg.LastDescription = fingerprint;
        return local with
        {
            Rtp = MediaAddressing.Advertised(call.Model.Media, leg.Peer.Remote, port),
            SessionId = local.SessionId == 0 ? services.Identifiers.NextUInt32() | 1UL : local.SessionId,
            Version = same ? local.Version : local.Version + 1,
        };
    }

    private ReasonCode? WriteDescription(
        CallLeg leg, scoped ReadOnlySpan<byte> source, scoped in LocalAudio local, bool answer,
        scoped ReadOnlySpan<byte> offerBeingAnswered, out ReadOnlySpan<byte> body)
    {
        body = [];
        var status = OfferAnswer.WriteForOtherLeg(source, local, answer, offerBeingAnswered, _description, out var written);
        if (status != SdpStatus.Ok)
        {
            return MediaReasons.Of(status);
        }
        leg.LocalAudio = local;
        body = _description.AsSpan(0, written);
        return null;
    }

    private void Commit(Call call, CallSide side, in AudioDescription remote)
    {
        var leg = call.Leg(side);
        services.Media.Configure(call.Sessions[0].Id, side == CallSide.Caller ? MediaSide.A : MediaSide.B, new StreamSettings(
            remote.Rtp,
            remote.Rtcp,
            remote.Secure ? remote.Crypto : SrtpKey.None,
            remote.Secure ? leg.LocalAudio.Crypto : SrtpKey.None,
            call.Model.Media.Latch));
    }

    private static SrtpSuite OfferedSuite(CallLeg leg) =>
        leg.LocalAudio.Crypto.Suite == SrtpSuite.None ? SrtpSuite.AesCm128HmacSha1_80 : leg.LocalAudio.Crypto.Suite;
}
