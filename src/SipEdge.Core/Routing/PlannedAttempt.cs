using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>One address that a call may be sent to.</summary>
public readonly record struct PlannedAttempt(TrunkModel Trunk, TargetModel Target)
{
    public GatewayModel Gateway => Target.Gateway;

    public override string ToString() => $"{Gateway} at {Target.Address}";
}
