using System.Globalization;

namespace SipEdge.Core.Configuration;

/// <summary>
/// One window of the week, on the clock on the wall. Days: a bit for each day it begins on, Sunday's first. From, To: minutes
/// after midnight, the first included and the second not; a window whose end comes first goes on past midnight.
/// </summary>
public readonly record struct TimeWindow(byte Days, short From, short To)
{
    internal const int MinutesPerDay = 24 * 60;

    public bool Contains(DayOfWeek day, int minute) => From < To
        ? BeginsOn(day) && minute >= From && minute < To
        : (BeginsOn(day) && minute >= From) || (BeginsOn(Before(day)) && minute < To);

    /// <summary>"08:30", and "24:00" for the end of a day.</summary>
    public static bool TryParseTime(string text, out short minutes)
    {
        minutes = 0;
        if (text.Length != 5 || text[2] != ':'
            || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var rest)
            || rest > 59 || (hours * 60) + rest > MinutesPerDay)
        {
            return false;
        }
        minutes = (short)((hours * 60) + rest);
        return true;
    }

    private static DayOfWeek Before(DayOfWeek day) => day == DayOfWeek.Sunday ? DayOfWeek.Saturday : day - 1;

    private bool BeginsOn(DayOfWeek day) => (Days & (1 << (int)day)) != 0;
}
