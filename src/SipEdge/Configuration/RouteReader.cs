using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of a route.</summary>
internal static class RouteReader
{
    public static RouteOptions Read(MapReader reader) => new()
    {
        Domain = reader.Text("domain"),
        FromTrunk = reader.Text("from_trunk"),
        FromAcl = reader.Text("from_acl"),
        Prefix = reader.Text("prefix") ?? string.Empty,
        Strip = reader.Int("strip", 0),
        Prepend = reader.Text("prepend") ?? string.Empty,
        Hours = reader.List("hours", HoursReader.ReadWindow),
        TimeZone = reader.Text("time_zone"),
        Weight = reader.OptionalInt("weight"),
        To = reader.RequiredText("to"),
    };
}
