using System.Globalization;

namespace SipEdge.Core.Configuration;

/// <summary>Durations as people write them: "500ms", "30s", "5m", "12h", "1d"; a bare number is seconds.</summary>
public static class DurationText
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 9)
        {
            return false;
        }
        var count = int.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        var unit = text[digits..];
        foreach (var row in Units)
        {
            if (unit == row.Unit || (unit.Length == 0 && row.Unit == "s"))
            {
                if (count > TimeSpan.MaxValue.TotalMilliseconds / row.Milliseconds)
                {
                    return false;
                }
                duration = TimeSpan.FromMilliseconds(count * row.Milliseconds);
                return true;
            }
        }
        return false;
    }

    /// <summary>In the largest unit that leaves no rest.</summary>
    public static string Write(TimeSpan duration)
    {
        for (var i = Units.Length - 1; i > 0; i--)
        {
            var (unit, milliseconds) = Units[i];
            if (duration.TotalMilliseconds >= milliseconds && duration.TotalMilliseconds % milliseconds == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds / milliseconds}{unit}");
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");
    }
}
