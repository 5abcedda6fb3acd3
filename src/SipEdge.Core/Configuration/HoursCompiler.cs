using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

internal static class HoursCompiler
{
    private const byte EveryDay = 0b111_1111;

    /// <summary>Null without windows: always.</summary>
    public static OpeningHours? Compile(ImmutableArray<TimeWindowOptions> hours, string? timeZone) =>
        hours.IsEmpty ? null
        : TimeZoneInfo.TryFindSystemTimeZoneById(timeZone!, out var zone) ? new OpeningHours([.. hours.Select(Window)], zone)
        : throw new InvalidOperationException($"there is no time zone {timeZone}");

    private static TimeWindow Window(TimeWindowOptions window)
    {
        if (!TimeWindow.TryParseTime(window.From, out var from) || !TimeWindow.TryParseTime(window.To, out var to))
        {
            throw new InvalidOperationException($"{window.From} or {window.To} is not a time of day");
        }
        var days = window.Days.IsEmpty ? EveryDay : window.Days.Aggregate(0, (bits, day) => bits | (1 << (int)day));
        return new TimeWindow((byte)days, from, to);
    }
}
