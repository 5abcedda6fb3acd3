namespace SipEdge.Core.Routing;

/// <summary>What the plan of a call depends on beside the configuration and the moment.</summary>
/// <param name="Draw">
/// Evenly over all values, and the same for the same call whenever it is asked: an explanation plans as the call did.
/// </param>
public readonly record struct PlannedCall(uint Draw, bool Emergency);
