using System.Collections.Immutable;
using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What the media of a call may be. The same block stands under media.policy, for everybody, and at a trunk; a key that the
/// trunk's does not have is that of media.policy.
/// </summary>
public sealed record MediaPolicyOptions
{
    /// <summary>The word that stands for every codec.</summary>
    public const string AllCodecs = "all";

    /// <summary>Codecs in order of preference, by name or "name/clock/channels". "all", or empty: every codec.</summary>
    public ImmutableArray<string>? Allow { get; init; }

    /// <summary>Codecs that are taken out; "all": every one that <see cref="Allow"/> does not name.</summary>
    public ImmutableArray<string>? Disallow { get; init; }

    /// <summary>Milliseconds of audio in a packet that a peer is asked for. 0: what the other side asks for.</summary>
    public int? PacketTime { get; init; }

    public bool? Video { get; init; }

    /// <summary>T.38 over UDPTL.</summary>
    public bool? Fax { get; init; }

    public DtmfMode? Dtmf { get; init; }

    public NatMode? Nat { get; init; }

    public MediaMode? Mode { get; init; }

    public SrtpOptions Srtp { get; init; } = new();

    public SdpAddressMode? SdpAddresses { get; init; }

    public MediaTimeoutOptions Timeouts { get; init; } = new();

    public AnnouncementOptions Announcement { get; init; } = new();

    /// <summary>This block, with the keys it does not have taken from another.</summary>
    public MediaPolicyOptions Over(MediaPolicyOptions other) => new()
    {
        Allow = Allow ?? other.Allow,
        Disallow = Disallow ?? other.Disallow,
        PacketTime = PacketTime ?? other.PacketTime,
        Video = Video ?? other.Video,
        Fax = Fax ?? other.Fax,
        Dtmf = Dtmf ?? other.Dtmf,
        Nat = Nat ?? other.Nat,
        Mode = Mode ?? other.Mode,
        Srtp = Srtp.Over(other.Srtp),
        SdpAddresses = SdpAddresses ?? other.SdpAddresses,
        Timeouts = Timeouts.Over(other.Timeouts),
        Announcement = Announcement.Over(other.Announcement),
    };
}
