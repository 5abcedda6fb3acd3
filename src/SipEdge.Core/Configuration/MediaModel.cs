namespace SipEdge.Core.Configuration;

/// <summary>Where audio passes, resolved. Immutable after construction.</summary>
public sealed class MediaModel
{
    public required MediaAddressModel? Ipv4 { get; init; }

    public required MediaAddressModel? Ipv6 { get; init; }

    public required int PortMin { get; init; }

    public required int PortMax { get; init; }

    public required int PaceMs { get; init; }

    /// <summary>For callers that are no trunk.</summary>
    public required MediaRules Policy { get; init; }

    public required OwnPlaces Own { get; init; }

    public ConfigLine Line { get; init; }
}
