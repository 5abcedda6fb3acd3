using SipEdge.Core.Configuration;
using SipEdge.Core.Repairs;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// One side of a call: its dialog, the way to its peer, and what was said about media on it. Owned by the call's loop.
/// </summary>
internal sealed class CallLeg(BufferPool buffers)
{
    private readonly byte[] _tag = new byte[Identifiers.TagLength];

    public Dialog Dialog { get; } = new(buffers);

    /// <summary>The dialog has its remote tag and target.</summary>
    public bool Confirmed { get; set; }

    /// <summary>Its tag names another call's slot: it came here by a transfer.</summary>
    public bool Moved { get; set; }

    /// <summary>Where requests of this dialog go.</summary>
    public Flow NextHop { get; set; }

    /// <summary>Where the peer's own messages come from.</summary>
    public Flow Peer { get; set; }

    /// <summary>Whom the peer was identified as; null for a bare account or address.</summary>
    public TrunkModel? Trunk { get; set; }

    /// <summary>The phones that its peer is one of, calling or called; null for any other.</summary>
    public TrunkModel? Phones { get; set; }

    /// <summary>What its peer may ask beside the call.</summary>
    public SignallingOptions Signalling => (Trunk ?? Phones)?.Signalling ?? SignallingOptions.Default;

    /// <summary>What its media may be.</summary>
    public MediaRules Rules { get; set; } = MediaRules.Default;

    /// <summary>The tag the edge gave itself on this leg.</summary>
    public Span<byte> LocalTag => _tag;

    /// <summary>The identity headers that the peer was told last, as lines; every later request to it says the same.</summary>
    public HeldBytes Told;

    /// <summary>The other side asked for privacy; what it says of itself later is private too.</summary>
    public bool ToldInPrivate { get; set; }

    /// <summary>What its peer has asked of the edge; null until it asked, then kept with the slot.</summary>
    public DigestClient? Digest { get; set; }

    /// <summary>The credentials of the last INVITE to it, which its ACK repeats (RFC 3261 §22.1).</summary>
    public HeldBytes InviteCredentials;

    /// <summary>CSeq of the REFER that it was sent for the other side; 0 while none was.</summary>
    public uint ReferPassed { get; set; }

    /// <summary>What the other side's REFER was numbered there.</summary>
    public uint ReferAsked { get; set; }

    /// <summary>What the relay can say to it, and take from it.</summary>
    public LegTones Tones { get; set; }

    /// <summary>Digits it is to be told of by INFO; null until there was one, then kept with the slot.</summary>
    public DigitQueue? Digits { get; set; }

    /// <summary>When its dialog has to be refreshed, and by whom.</summary>
    public SessionTimer Session;

    /// <summary>What the request under way is answered about it.</summary>
    public SessionTerms Terms { get; set; }

    /// <summary>Its peer takes UPDATE, as its last Allow says; null until there was one.</summary>
    public bool? AllowsUpdate { get; set; }

    /// <summary>The description of its peer that counts: what the edge offers the other leg when it has to by itself.</summary>
    public HeldBytes Said;

    /// <summary>What an ALG in front of its peer broke, and the edge put right.</summary>
    public AlgDamage Repaired { get; set; }

    /// <summary>
    /// When a request on its way there takes a connection for its length.
    /// Deviates: never to a peer that is no trunk (RFC 3261 §18.1.1): behind a NAT it takes none, and the call would wait in vain.
    /// </summary>
    public LargeRequestRule LargeOn(in Flow hop) => Trunk?.Large.On(hop) ?? default;

    public SessionRules SessionRules => Trunk?.Session ?? SessionRules.Default;

    /// <summary>
    /// The same leg for another loop, while nothing is under way on it. What it was asked to prove is not taken along: the peer asks
    /// again.
    /// </summary>
    public void CopyFrom(CallLeg other)
    {
        Clear();
        Dialog.CopyFrom(other.Dialog);
        other.LocalTag.CopyTo(_tag);
        Confirmed = other.Confirmed;
        (NextHop, Peer) = (other.NextHop, other.Peer);
        (Trunk, Phones, Rules, Tones) = (other.Trunk, other.Phones, other.Rules, other.Tones);
        Told.Set(buffers, other.Told.Span);
        ToldInPrivate = other.ToldInPrivate;
        (ReferPassed, ReferAsked) = (other.ReferPassed, other.ReferAsked);
        (Session, AllowsUpdate) = (other.Session, other.AllowsUpdate);
        Said.Set(buffers, other.Said.Span);
        Repaired = other.Repaired;
    }

    public void Clear()
    {
        ForgetIdentity();
        Session = default;
        Terms = default;
        AllowsUpdate = null;
        Said.Clear(buffers);
        Tones = default;
        Digits?.Clear();
        Digest?.Clear();
        InviteCredentials.Clear(buffers);
        Dialog.Clear();
        Repaired = AlgDamage.None;
        Confirmed = false;
        Moved = false;
        (ReferPassed, ReferAsked) = (0, 0);
        NextHop = default;
        Peer = default;
        (Trunk, Phones) = (null, null);
        Rules = MediaRules.Default;
    }

    /// <summary>Another gateway is tried: nobody has said yet who answers.</summary>
    public void ForgetIdentity()
    {
        Told.Clear(buffers);
        ToldInPrivate = false;
    }
}
