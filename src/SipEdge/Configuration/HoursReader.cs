using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of a window of the week.</summary>
internal static class HoursReader
{
    public static TimeWindowOptions ReadWindow(MapReader reader)
    {
        var otherwise = new TimeWindowOptions();
        return new TimeWindowOptions
        {
            Days = reader.Choices("days", ConfigNames.Day, otherwise.Days),
            From = reader.Text("from") ?? otherwise.From,
            To = reader.Text("to") ?? otherwise.To,
        };
    }
}
