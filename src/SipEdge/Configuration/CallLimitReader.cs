using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Limits of calls, of trunks and groups.</summary>
internal static class CallLimitReader
{
    public static CallLimitOptions ReadTrunk(MapReader reader) => ReadGroup(reader) with
    {
        MaxInbound = reader.OptionalInt("max_inbound"),
        MaxOutbound = reader.OptionalInt("max_outbound"),
        OnFull = reader.Choice("on_full", ConfigNames.OnFull, FullTrunkMode.Next),
    };

    /// <summary>A group is only called, and has no next.</summary>
    public static CallLimitOptions ReadGroup(MapReader reader) => new()
    {
        MaxCalls = reader.OptionalInt("max_calls"),
        CallsPerSecond = reader.OptionalInt("calls_per_second"),
        KbitPerSecond = reader.OptionalInt("kbit_per_second"),
        FullStatus = reader.Int("full_status", CallLimitOptions.UsualFullStatus),
    };
}
