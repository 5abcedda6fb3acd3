using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of policies.</summary>
internal static class PolicyReader
{
    public static PolicyOptions Read(MapReader reader) => new()
    {
        Allowed = reader.Texts("allowed"),
        Denied = reader.Texts("denied"),
        Hours = reader.List("hours", HoursReader.ReadWindow),
        TimeZone = reader.Text("time_zone"),
        CallerId = CallerReader.ReadCallerId(reader),
        Privacy = reader.Choice("privacy", ConfigNames.Privacy, PrivacyMode.Any),
        To = reader.Text("to"),
        RejectStatus = reader.OptionalInt("reject_status"),
        RejectText = reader.Text("reject_text"),
    };
}
