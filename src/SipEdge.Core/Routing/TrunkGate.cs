using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>
/// Does a trunk take part in new calls at all? One that is switched off places none and gets none, whatever is called; one that
/// is drained still carries emergency calls. Calls that are up are never asked.
/// </summary>
public static class TrunkGate
{
    /// <summary>Why not; <see cref="ReasonCode.None"/> when it does.</summary>
    public static ReasonCode Check(TrunkModel? trunk, bool emergency) => trunk switch
    {
        { Active: false } => ReasonCode.TrunkDisabled,
        { Draining: true } when !emergency => ReasonCode.TrunkDraining,
        _ => ReasonCode.None,
    };

    /// <summary>What a request from that trunk is answered with.</summary>
    public static int Status(TrunkModel trunk, ReasonCode reason) =>
        reason == ReasonCode.TrunkDisabled && trunk.WhenInactive != 0 ? trunk.WhenInactive : ReasonCodes.Status(reason);

    /// <summary>For the trail: "trunk carrier is switched off".</summary>
    public static string Describe(TrunkModel trunk, ReasonCode reason) =>
        reason == ReasonCode.TrunkDisabled ? $"trunk {trunk} is switched off" : $"trunk {trunk} is drained and takes no new calls";
}
