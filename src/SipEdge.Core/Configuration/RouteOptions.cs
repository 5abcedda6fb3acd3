namespace SipEdge.Core.Configuration;

/// <summary>
/// Where calls go. The longest matching prefix wins, then the route with more conditions, then the first written.
/// </summary>
public sealed record RouteOptions
{
    /// <summary>The target that answers inside the edge and returns the caller's own audio.</summary>
    public const string Echo = "echo";

    /// <summary>Longer is no number anyone can dial; what exceeds it is not compared.</summary>
    public const int LongestNumber = 128;

    public const int LongestPrepend = 32;

    public string? Domain { get; init; }

    public string? FromTrunk { get; init; }

    public string? FromAcl { get; init; }

    public string Prefix { get; init; } = string.Empty;

    /// <summary>Leading characters to drop before prepend.</summary>
    public int Strip { get; init; }

    public string Prepend { get; init; } = string.Empty;

    /// <summary>A trunk, or <c>echo</c>.</summary>
    public required string To { get; init; }
}
