using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Windows of the week and the time zone whose clock they are read on.</summary>
internal static class HoursValidator
{
    /// <summary>At path.hours and path.time_zone.</summary>
    public static void Validate(
        ImmutableArray<TimeWindowOptions> hours, string? timeZone, string path, ProblemList problems)
    {
        for (var i = 0; i < hours.Length; i++)
        {
            var at = $"{path}.hours[{i}]";
            var window = hours[i];
            if (!(Time($"{at}.from", window.From, out var from) & Time($"{at}.to", window.To, out var to)))
            {
                continue;
            }
            if (from == TimeWindow.MinutesPerDay)
            {
                problems.Error($"{at}.from", "no window begins when the day has ended", "00:00, and the next day");
            }
            else if (from == to)
            {
                problems.Error($"{at}.to", "the window ends when it begins", "24:00 for the whole day, or another time");
            }
        }
        if (hours.IsEmpty)
        {
            if (timeZone is not null)
            {
                problems.Error($"{path}.time_zone", "a time zone without hours decides nothing", "hours");
            }
        }
        else if (timeZone is null)
        {
            problems.Error(path, "hours are read on the clock of a time zone", "time_zone: Europe/Amsterdam, or UTC");
        }
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _))
        {
            problems.Error($"{path}.time_zone", $"there is no time zone '{timeZone}' on this machine",
                "an IANA name, as Europe/Amsterdam; they come with the package tzdata",
                NearestName.Find(timeZone, TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)));
        }

        bool Time(string at, string text, out short minutes)
        {
            var right = TimeWindow.TryParseTime(text, out minutes);
            if (!right)
            {
                problems.Error(at, $"'{text}' is not a time of day", "00:00 to 24:00");
            }
            return right;
        }
    }
}
