using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Routing;

/// <summary>One address that a call may be sent to.</summary>
public readonly record struct PlannedAttempt(TrunkModel Trunk, TargetModel Target)
{
    public GatewayModel Gateway => Target.Gateway;

    /// <summary>The second try of a gateway that refused sips.</summary>
    public bool WithSip { get; init; }

    public UriScheme Scheme => WithSip ? UriScheme.Sip : Gateway.Scheme;

    public override string ToString() => $"{Gateway} at {Target}";
}
