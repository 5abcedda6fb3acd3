using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of groups, and those that trunks have in common with them.</summary>
internal static class GroupReader
{
    public static GroupOptions Read(MapReader reader) => new()
    {
        Trunks = reader.List("trunks", ReadMember),
        Failover = reader.Object("failover", ReadFailover, new FailoverOptions()),
        Prefer = reader.Choice("prefer", ConfigNames.Prefer, GatewayPreference.Order),
        Regions = ReadRegions(reader),
        Limits = reader.Object("limits", CallLimitReader.ReadGroup, new CallLimitOptions()),
    };

    public static FailoverOptions ReadFailover(MapReader reader)
    {
        var otherwise = new FailoverOptions();
        return new FailoverOptions
        {
            Retry = reader.Ints("retry", otherwise.Retry),
            Stop = reader.Ints("stop", otherwise.Stop),
            AttemptTimeout = reader.Duration("attempt_timeout", otherwise.AttemptTimeout),
            RingTimeout = reader.OptionalDuration("ring_timeout"),
            OverallTimeout = reader.OptionalDuration("overall_timeout"),
            Memory = reader.Duration("memory", otherwise.Memory),
        };
    }

    /// <summary>They stand beside the other keys of their trunk or group.</summary>
    public static RegionOptions ReadRegions(MapReader reader)
    {
        var otherwise = new RegionOptions();
        return new RegionOptions
        {
            Order = reader.Texts("regions", otherwise.Order),
            Bound = reader.Bool("region_bound", otherwise.Bound),
            ReturnAfter = reader.Duration("return_after", otherwise.ReturnAfter),
        };
    }

    private static GroupMemberOptions ReadMember(MapReader reader) => new()
    {
        Trunk = reader.RequiredText("trunk"),
        Priority = reader.Int("priority", 0),
        Weight = reader.Int("weight", 0),
    };
}
