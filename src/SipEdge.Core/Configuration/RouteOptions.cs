using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>
/// Where calls go. The longest matching prefix wins, then the route with more conditions, then the first written; among those that
/// take the same calls the weights decide.
/// </summary>
public sealed record RouteOptions
{
    /// <summary>The target that answers inside the edge and returns the caller's own audio.</summary>
    public const string Echo = "echo";

    /// <summary>The target that looks the called number up in the number table; what is not in it is nobody's number.</summary>
    public const string Numbers = "numbers";

    public const int HighestWeight = 1000;

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

    /// <summary>When it takes calls. Empty: always.</summary>
    public ImmutableArray<TimeWindowOptions> Hours { get; init; } = [];

    /// <summary>The zone whose clock <see cref="Hours"/> are read on, by its IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Its share of the calls that other routes with a weight would take as well. Not given: all of them.</summary>
    public int? Weight { get; init; }

    /// <summary>A trunk, <c>echo</c>, or <c>numbers</c>.</summary>
    public required string To { get; init; }
}
