using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>From one time of day to another, on some days of the week.</summary>
public sealed record TimeWindowOptions
{
    /// <summary>The days on which the window begins. Empty: every day.</summary>
    public ImmutableArray<DayOfWeek> Days { get; init; } = [];

    /// <summary>"08:30".</summary>
    public string From { get; init; } = "00:00";

    /// <summary>Up to this time, not including it. Earlier than <see cref="From"/>: on the next day.</summary>
    public string To { get; init; } = "24:00";
}
