using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>
/// When calls are taken: windows read on the clock of one time zone, so that 08:00 stays 08:00 when summer time begins and ends.
/// A time that the clock shows twice in one night is inside both times, one that it skips never comes. Immutable.
/// </summary>
public sealed class OpeningHours(ImmutableArray<TimeWindow> windows, TimeZoneInfo zone)
{
    public TimeZoneInfo Zone => zone;

    public bool Contains(DateTimeOffset time)
    {
        var local = Local(time);
        var minute = (local.Hour * 60) + local.Minute;
        foreach (var window in windows)
        {
            if (window.Contains(local.DayOfWeek, minute))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>What the clock on the wall shows.</summary>
    public DateTime Local(DateTimeOffset time) => time.UtcDateTime + zone.GetUtcOffset(time);
}
