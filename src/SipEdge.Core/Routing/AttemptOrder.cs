namespace SipEdge.Core.Routing;

/// <summary>
/// Where an address stands among those that a call may be sent to: what comes first is compared first. Where the nearest is preferred,
/// the places of member and gateway decide only between two that are as near.
/// </summary>
internal readonly record struct AttemptOrder(int Region, int MemberPriority, int GatewayPriority, int RecordPriority)
{
    public double MemberPlace { get; init; }

    public double GatewayPlace { get; init; }

    public double RecordPlace { get; init; }

    /// <summary>The nearest of all members is preferred.</summary>
    public bool NearestOfAll { get; init; }

    /// <summary>The nearest of its member is preferred.</summary>
    public bool NearestOfMember { get; init; }

    /// <summary>Round trip; not known: behind all that are.</summary>
    public double RttMs { get; init; }

    public static int Compare(in AttemptOrder one, in AttemptOrder other)
    {
        var order = one.Region.CompareTo(other.Region);
        order = order != 0 ? order : one.MemberPriority.CompareTo(other.MemberPriority);
        order = order != 0 || one.NearestOfAll ? order : one.MemberPlace.CompareTo(other.MemberPlace);
        order = order != 0 ? order : one.GatewayPriority.CompareTo(other.GatewayPriority);
        order = order != 0 || one.NearestOfMember ? order : one.GatewayPlace.CompareTo(other.GatewayPlace);
        order = order != 0 ? order : one.RecordPriority.CompareTo(other.RecordPriority);
        order = order != 0 || !one.NearestOfMember ? order : one.RttMs.CompareTo(other.RttMs);
        order = order != 0 ? order : one.MemberPlace.CompareTo(other.MemberPlace);
        order = order != 0 ? order : one.GatewayPlace.CompareTo(other.GatewayPlace);
        return order != 0 ? order : one.RecordPlace.CompareTo(other.RecordPlace);
    }
}
