namespace SipEdge.Core.Configuration;

/// <summary>How fast one address may send, before anything is parsed.</summary>
public sealed record SourceRateOptions
{
    /// <summary>
    /// An address that no entry knows: a phone needs a handful for a call, an office of thirty behind one address comes through
    /// the burst of a morning, a scanner does not get far.
    /// </summary>
    public RateOptions Stranger { get; init; } = new(30, 100);

    /// <summary>An address that has lately proven itself: a hundred calls per second of a PBX with a password.</summary>
    public RateOptions Proven { get; init; } = new(1_000, 2_000);

    /// <summary>
    /// An address that an entry without a trunk knows: a call is about ten messages, so this is a thousand calls per second.
    /// </summary>
    public RateOptions Known { get; init; } = new(10_000, 20_000);

    /// <summary>Addresses remembered at once, 33 bytes each. When there are more, the least valuable is forgotten.</summary>
    public int Sources { get; init; } = 131_072;
}
