using SipEdge.Media.Ice;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// One line that is relayed between two legs, or was: what is agreed on it, and what of the pending offer was made of it. Owned
/// by its call.
/// </summary>
internal sealed class RelayedLine
{
    public MediaKind Kind;

    /// <summary>Both sides have it, and it was not refused or closed since.</summary>
    public bool Agreed;

    /// <summary>The encoding that was agreed first; empty without.</summary>
    public string Codec = string.Empty;

    public LineSide A = new();
    public LineSide B = new();

    /// <summary>Payload types in use on each side. They outlive refused offers: a number once said stays said.</summary>
    public PayloadNumbers NumbersA;
    public PayloadNumbers NumbersB;

    /// <summary>Where each side finds us.</summary>
    public MediaEndpoint LocalA;
    public MediaEndpoint LocalB;

    /// <summary>The pending offer has this line, and its maker's policy lets it be relayed.</summary>
    public bool Wanted;
    public MediaKind WantedKind;

    /// <summary>It went to the other leg.</summary>
    public bool Offered;
    public MediaProfile OfferedProfile;
    public KeySource OfferedKeys;

    /// <summary>Keys and payload types passed from leg to leg as they were.</summary>
    public bool OfferedVerbatim;

    /// <summary>Credentials of ours that were offered; null when ICE was not.</summary>
    public IceCredentials? OfferedIce;

    public ref LineSide Side(MediaSide side) => ref side == MediaSide.A ? ref A : ref B;

    public ref PayloadNumbers Numbers(MediaSide side) => ref side == MediaSide.A ? ref NumbersA : ref NumbersB;

    public ref MediaEndpoint Local(MediaSide side) => ref side == MediaSide.A ? ref LocalA : ref LocalB;

    /// <summary>Another peer is tried on that side.</summary>
    public void ClearSide(MediaSide side)
    {
        Side(side) = new LineSide();
        Numbers(side) = default;
        Local(side) = default;
        Offered = false;
        OfferedIce = null;
    }

    public void Clear()
    {
        ClearSide(MediaSide.A);
        ClearSide(MediaSide.B);
        Kind = MediaKind.None;
        Agreed = false;
        Wanted = false;
        Codec = string.Empty;
    }
}
