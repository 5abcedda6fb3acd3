namespace SipEdge.Core.Routing;

/// <summary>Where an address stands among those that a call may be sent to: what comes first is compared first.</summary>
internal readonly record struct AttemptOrder(
    int Region, int MemberPriority, double MemberPlace, int GatewayPriority, double GatewayPlace, int RecordPriority,
    double RecordPlace)
{
    public static int Compare(in AttemptOrder one, in AttemptOrder other)
    {
        var order = one.Region.CompareTo(other.Region);
        order = order != 0 ? order : one.MemberPriority.CompareTo(other.MemberPriority);
        order = order != 0 ? order : one.MemberPlace.CompareTo(other.MemberPlace);
        order = order != 0 ? order : one.GatewayPriority.CompareTo(other.GatewayPriority);
        order = order != 0 ? order : one.GatewayPlace.CompareTo(other.GatewayPlace);
        order = order != 0 ? order : one.RecordPriority.CompareTo(other.RecordPriority);
        return order != 0 ? order : one.RecordPlace.CompareTo(other.RecordPlace);
    }
}
