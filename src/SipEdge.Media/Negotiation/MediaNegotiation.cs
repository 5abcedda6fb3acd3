using SipEdge.Media.Dtls;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// The media of one call as offers and answers shape it (RFC 3264): what one leg describes is checked against its policy and
/// described to the other leg as the edge's own, and what both agreed on becomes settings of the relay.
/// <para>
/// One offer is pending at a time. Its bytes stay with the caller, who passes them again with each answer, so nothing is copied
/// and any number of answers can be held against the same offer (the early dialogs of a fork): the last one accepted stands.
/// What is refused changes nothing that was agreed (RFC 3261 §14.1).
/// </para>
/// Allocates nothing once its lines exist, unless the two legs number their codecs differently. Owned by its call.
/// </summary>
public sealed partial class MediaNegotiation(NegotiationScratch scratch)
{
    /// <summary>Lines that are relayed at most; further ones are refused.</summary>
    public const int MaxLines = 4;

    private readonly NegotiatedLeg _a = new();
    private readonly NegotiatedLeg _b = new();

    // Made on first use and kept: most calls have one line.
    private readonly RelayedLine?[] _lines = new RelayedLine?[MaxLines];

    /// <summary>An offer waits for its answer.</summary>
    public bool OfferPending { get; private set; }

    /// <summary>Which leg made it.</summary>
    public MediaSide Offerer { get; private set; }

    private bool IsDirect => _a.Policy is { Direct: true } && _b.Policy is { Direct: true };

    /// <summary>The call is over: everything is forgotten.</summary>
    public void Reset()
    {
        _a.Clear();
        _b.Clear();
        foreach (var line in _lines)
        {
            line?.Clear();
        }

        OfferPending = false;
    }

    /// <summary>
    /// A leg begins, or begins anew with another peer: nothing that was said on it counts any more, and its keys are fresh. An
    /// offer of the other leg stays pending.
    /// </summary>
    /// <param name="side">Which leg.</param>
    /// <param name="policy">What may be said on it.</param>
    /// <param name="sessionId">For the o= lines that are written to it.</param>
    /// <param name="fingerprint">Of the relay's certificate; none where it does no DTLS, and then none is agreed.</param>
    public void BeginLeg(MediaSide side, LegPolicy policy, ulong sessionId, DtlsFingerprint fingerprint = default)
    {
        Leg(side).Begin(policy, sessionId, fingerprint);
        var other = Leg(Other(side));
        for (var i = 0; i < MaxLines; i++)
        {
            if (_lines[i] is not { } line)
            {
                continue;
            }

            if (other.Lines.PlaceOf(i) < 0 && other.PendingLines.PlaceOf(i) < 0)
            {
                line.Clear();
            }
            else
            {
                line.ClearSide(side);
            }
        }

        OfferPending &= Offerer != side;
    }

    /// <summary>
    /// The peer of a side has heard descriptions of ours in another call and is moved here: it hears the same session id and goes on
    /// with the version after them (RFC 3264 §8).
    /// </summary>
    public void ContinueLeg(MediaSide side, MediaNegotiation from, MediaSide fromSide) => ContinueLeg(side, from.Heard(fromSide));

    /// <summary>The same, of a call that is out of reach.</summary>
    public void ContinueLeg(MediaSide side, in HeardDescriptions heard)
    {
        var leg = Leg(side);
        (leg.SessionId, leg.Version, leg.LastDescription) = (heard.SessionId, heard.Version, heard.Last);
    }

    /// <summary>How far the descriptions are that the peer of a side has heard.</summary>
    public HeardDescriptions Heard(MediaSide side)
    {
        var leg = Leg(side);
        return new HeardDescriptions(leg.SessionId, leg.Version, leg.LastDescription);
    }

    /// <summary>Where the peer of a side finds the relay's port for a line.</summary>
    public void SetLocal(int line, MediaSide side, MediaEndpoint advertised)
    {
        Line(line).Local(side) = advertised;
        Leg(side).Local = advertised;
    }

    /// <summary>
    /// Does the pending offer want the line relayed? Then it needs a session, and <see cref="SetLocal"/> for both sides, before
    /// anything is written. Both legs have begun, or it is the built-in destination that answers.
    /// </summary>
    public bool NeedsSession(int line)
    {
        if (!OfferPending || _lines[line] is not { Wanted: true } wanted || IsDirect)
        {
            return false;
        }

        return Leg(Other(Offerer)).Policy is { } policy
            ? LineRule.MayRelay(wanted.WantedKind, policy)
            : line == EchoLine();
    }

    /// <summary>The exchange is over: answered for good, refused, or given up. What is agreed stays.</summary>
    public void EndOffer()
    {
        OfferPending = false;
        foreach (var line in _lines)
        {
            if (line is not null)
            {
                line.Wanted = false;
                line.Offered = false;
            }
        }
    }

    /// <summary>Is the line agreed on, and does its media go through the relay?</summary>
    public bool IsRelayed(int line) => _lines[line] is { Agreed: true } && !IsDirect;

    /// <summary>What the line carries as agreed last; None for a line that never was.</summary>
    public MediaKind Kind(int line) => _lines[line]?.Kind ?? MediaKind.None;

    /// <summary>The encoding that was agreed first, as a record names it; empty without one.</summary>
    public string Codec(int line) => _lines[line]?.Codec ?? string.Empty;

    /// <summary>How one side of a line is protected, as a record names it: "rtp", a suite's name, "dtls", or "udptl".</summary>
    public string Security(int line, MediaSide side) =>
        _lines[line] is { Agreed: true } agreed ? LineText.Security(agreed.Side(side)) : string.Empty;

    /// <summary>What the relay has to know of one side of a line that <see cref="IsRelayed"/>.</summary>
    /// <param name="line">Which line.</param>
    /// <param name="side">Which side of it.</param>
    /// <param name="signallingSource">Address that the side's description came from, for <see cref="NatRule"/>.</param>
    public StreamSettings Settings(int line, MediaSide side, UInt128 signallingSource)
    {
        ref var agreed = ref Line(line).Side(side);
        var leg = Leg(side);
        var policy = leg.Policy ?? LegPolicy.Default;
        var latch = NatRule.Decide(policy.Nat, agreed.Remote.Address, signallingSource);
        var send = agreed.Opaque ? default : leg.Secret.Key(line, agreed.Generation, agreed.SendSuite);
        return new StreamSettings(agreed.Remote, agreed.RemoteRtcp, agreed.Receive, send, latch)
        {
            ClockRate = agreed.ClockRate,
            Transport = agreed.Profile == MediaProfile.Udptl ? MediaTransport.Udptl : MediaTransport.Rtp,
            RtcpMux = agreed.RtcpMux,
            Map = agreed.Map,
            EventPayload = agreed.EventPayload,
            SendEventPayload = agreed.SendEventPayload,
            TakeDigits = agreed.TakeDigits,
            SendPcma = agreed.SendPcma,
            SendPcmu = agreed.SendPcmu,
            RtpPadding = (byte)(send.IsNone ? 0 : policy.RtpPadding),
            Opaque = agreed.Opaque,
            Sends = agreed.Sends,
            Codecs = agreed.Codecs,
            Dtls = agreed.Dtls,
            Ice = agreed.Ice,
        };
    }

    private static MediaSide Other(MediaSide side) => side == MediaSide.A ? MediaSide.B : MediaSide.A;

    private NegotiatedLeg Leg(MediaSide side) => side == MediaSide.A ? _a : _b;

    private RelayedLine Line(int line) => _lines[line] ??= new RelayedLine();
}
