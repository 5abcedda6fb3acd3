namespace SipEdge.Core.Configuration;

/// <summary>Where audio passes.</summary>
public sealed record MediaOptions
{
    public MediaAddressOptions? Ipv4 { get; init; }

    public MediaAddressOptions? Ipv6 { get; init; }

    /// <summary>Below Linux' ephemeral ports (32768), so that nothing else takes one. Room for 5,000 calls.</summary>
    public int PortMin { get; init; } = 10_000;

    public int PortMax { get; init; } = 29_999;

    /// <summary>Packets wait at most this long to be handled together: half the CPU for a delay nobody hears.</summary>
    public int PaceMs { get; init; } = 1;

    /// <summary>What media may be, of everybody and where a trunk does not say otherwise.</summary>
    public MediaPolicyOptions Policy { get; init; } = new();
}
