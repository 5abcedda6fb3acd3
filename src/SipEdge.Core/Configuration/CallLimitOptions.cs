namespace SipEdge.Core.Configuration;

/// <summary>How many calls a trunk or a group carries; those that ring count. Null: as many as come.</summary>
public sealed record CallLimitOptions
{
    public const int UsualFullStatus = 503;

    public int? MaxCalls { get; init; }

    /// <summary>From the trunk. Not of a group.</summary>
    public int? MaxInbound { get; init; }

    /// <summary>To the trunk. Not of a group.</summary>
    public int? MaxOutbound { get; init; }

    /// <summary>Calls begun, both ways. As many may come at once after a quiet second.</summary>
    public int? CallsPerSecond { get; init; }

    /// <summary>Of media in one direction, with the headers of its packets.</summary>
    public int? KbitPerSecond { get; init; }

    /// <summary>What a caller hears whose trunk has no room.</summary>
    public int FullStatus { get; init; } = UsualFullStatus;

    /// <summary>A call to the trunk that finds no room. Not of a group.</summary>
    public FullTrunkMode OnFull { get; init; }
}
