namespace SipEdge.Core.Configuration;

/// <summary>Rules for the calls of whoever refers to them, resolved. Immutable after compilation.</summary>
public sealed class PolicyModel
{
    public required string Name { get; init; }

    /// <summary>Null: every number.</summary>
    public required NumberSet? Allowed { get; init; }

    public required NumberSet Denied { get; init; }

    /// <summary>Null: always.</summary>
    public required OpeningHours? Hours { get; init; }

    public required CallerIdRule? CallerId { get; init; }

    public required PrivacyMode Privacy { get; init; }

    /// <summary>
    /// Where every call goes; null: where the routes say. Set once, when the trunks are there: they refer to policies.
    /// </summary>
    public RouteModel? Route { get; internal set; }

    /// <summary>0: that of the reason.</summary>
    public required int RejectStatus { get; init; }

    /// <summary>Null: the status' own phrase.</summary>
    public required byte[]? RejectText { get; init; }

    public ConfigLine Line { get; init; }

    public ConfigLine AllowedLine { get; init; }

    public ConfigLine DeniedLine { get; init; }

    public ConfigLine HoursLine { get; init; }

    public ConfigLine PrivacyLine { get; init; }

    public override string ToString() => Name;
}
