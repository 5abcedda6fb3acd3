using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>
/// Where an admitted call goes, or why it goes nowhere. Status: 0 when a route was found, otherwise what is answered. Line: the
/// route, or the trunk that has nobody to call.
/// </summary>
public readonly record struct RouteDecision(RouteModel? Route, ReasonCode Reason, int Status, ConfigLine Line)
{
    public bool Found => Status == 0;

    /// <summary>
    /// What was called, as it was dialled or as the route makes it: an emergency call is placed when others are not.
    /// </summary>
    public NumberKind Kind { get; init; }

    public bool IsEcho => Found && Route is { IsEcho: true };
}
