namespace SipEdge.Core.Configuration;

/// <summary>What a route may ask of a call beside its number: where to, from whom, and when.</summary>
/// <param name="Draw">
/// Chooses among routes with a weight, evenly over all values. The same for the same call whenever it is asked, so that an explanation
/// takes the way that the call took.
/// </param>
public readonly record struct RouteCaller(
    DomainModel? Domain, TrunkModel? Trunk, AclModel? Acl, DateTimeOffset Time, uint Draw = 0);
