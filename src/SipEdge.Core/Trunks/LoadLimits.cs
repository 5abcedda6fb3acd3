using SipEdge.Core.Configuration;

namespace SipEdge.Core.Trunks;

/// <summary>How much may live at once.</summary>
internal readonly record struct LoadLimits(int MaxCalls, int MaxInbound, int MaxOutbound, long MaxKbit)
{
    public static LoadLimits Of(CallLimits limits) =>
        new(limits.MaxCalls, limits.MaxInbound, limits.MaxOutbound, limits.MaxKbit);

    public static LoadLimits None => new(int.MaxValue, int.MaxValue, int.MaxValue, long.MaxValue);
}
