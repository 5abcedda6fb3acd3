using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What the media of one leg may be: that of calls to a gateway, of calls from a trunk, or of callers that are no trunk.
/// Immutable after construction.
/// </summary>
public sealed class MediaRules
{
    /// <summary>What applies where nobody says anything.</summary>
    public static MediaRules Default { get; } = new()
    {
        Leg = LegPolicy.Default,
        SdpAddresses = SdpAddressMode.Auto,
        NoMedia = MediaTimeoutOptions.DefaultNoMedia,
        Silence = MediaTimeoutOptions.DefaultSilence,
        TimeoutAction = MediaTimeoutAction.Report,
    };

    public required LegPolicy Leg { get; init; }

    public required SdpAddressMode SdpAddresses { get; init; }

    /// <summary>From the answer to the first packet. Zero: never too late.</summary>
    public required TimeSpan NoMedia { get; init; }

    /// <summary>From one packet to the next. Zero: never too long.</summary>
    public required TimeSpan Silence { get; init; }

    public required MediaTimeoutAction TimeoutAction { get; init; }

    /// <summary>What the caller hears of the edge itself on calls to a gateway; null for callers.</summary>
    public AnnouncementModel? Announcement { get; init; }

    /// <summary>
    /// The peer sits behind an ALG: where what it says of its place and what is seen of it differ, what is seen counts.
    /// </summary>
    public bool AlgRepair { get; init; }

    public ConfigLine AlgRepairLine { get; init; }

    public ConfigLine Line { get; init; }

    public ConfigLine CodecsLine { get; init; }

    public ConfigLine SrtpLine { get; init; }

    public ConfigLine AddressesLine { get; init; }

    public ConfigLine TimeoutsLine { get; init; }
}
