using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>What a call is not sent to, and why.</summary>
/// <param name="Gateway">Null: the whole trunk.</param>
/// <param name="Target">Null: the whole gateway.</param>
public readonly record struct SkippedTarget(
    TrunkModel Trunk, GatewayModel? Gateway, TargetModel? Target, ReasonCode Reason, ConfigLine Line)
{
    public override string ToString() => (Gateway, Target) switch
    {
        (null, _) => Trunk.Name,
        (_, null) => Gateway.ToString(),
        _ => $"{Gateway} at {Target}",
    };
}
