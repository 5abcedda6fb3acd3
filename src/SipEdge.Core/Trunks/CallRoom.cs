using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Trunks;

/// <summary>
/// Is there room for one more call at a trunk or a group? Asked of every call but those to emergency numbers, which count and are never
/// refused.
/// </summary>
public static class CallRoom
{
    /// <summary>What a call takes as long as nothing is agreed: G.711 with 20 ms in a packet.</summary>
    public const int GuessedKbit = CallBandwidth.Voice;

    /// <summary>Whether a call to the trunk would find room, without taking it.</summary>
    public static ReasonCode Check(TrunkCell cell, CallLimits limits, long now) =>
        !cell.Rate.HasRoom(now, limits.CallsPerSecond) ? ReasonCode.TrunkRate
        : Reason(cell.Load.WouldBreak(CallDirection.Outbound, GuessedKbit, LoadLimits.Of(limits)));

    /// <summary>Takes room of a trunk. The share is the call's from then on.</summary>
    internal static ReasonCode TryTake(
        ref CallShare share, TrunkCell cell, CallLimits limits, CallDirection direction, int loop, bool emergency, long now)
    {
        if (emergency)
        {
            share.Take(cell.Load, loop, direction, GuessedKbit);
            return ReasonCode.None;
        }
        var over = Reason(share.TryTake(cell.Load, loop, direction, GuessedKbit, LoadLimits.Of(limits)));
        if (over == ReasonCode.None && !cell.Rate.TryTake(now, limits.CallsPerSecond))
        {
            share.Give();
            return ReasonCode.TrunkRate;
        }
        return over;
    }

    /// <summary>Takes room of a group.</summary>
    internal static ReasonCode TryTake(
        ref CallShare share, GroupCell cell, CallLimits limits, int loop, bool emergency, long now)
    {
        if (emergency)
        {
            share.Take(cell.Load, loop, CallDirection.Outbound, GuessedKbit);
            return ReasonCode.None;
        }
        if (share.TryTake(cell.Load, loop, CallDirection.Outbound, GuessedKbit, LoadLimits.Of(limits)) != LoadLimit.None)
        {
            return ReasonCode.GroupFull;
        }
        if (!cell.Rate.TryTake(now, limits.CallsPerSecond))
        {
            share.Give();
            return ReasonCode.GroupFull;
        }
        return ReasonCode.None;
    }

    private static ReasonCode Reason(LoadLimit limit) => limit switch
    {
        LoadLimit.None => ReasonCode.None,
        LoadLimit.Bandwidth => ReasonCode.TrunkBandwidth,
        _ => ReasonCode.TrunkFull,
    };
}
