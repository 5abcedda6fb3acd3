using System.Globalization;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

public class OpeningHoursTests
{
    private const string Amsterdam = "Europe/Amsterdam";
    private const string NewYork = "America/New_York";
    private static readonly TimeWindow Office = Window("mon tue wed thu fri", "09:00", "17:30");
    private static readonly TimeWindow Night = Window("fri", "22:00", "06:00");
    private static readonly TimeWindow EveryNight = Window("mon tue wed thu fri sat sun", "22:00", "06:00");

    // 2026-03-02 is a Monday. Summer time: Amsterdam 29 March 02:00 to 25 October 03:00; New York 8 March to 1 November, at
    // 02:00.
    [Theory]
    [InlineData("2026-03-02 08:59:59.999", false)]
    [InlineData("2026-03-02 09:00", true)]
    [InlineData("2026-03-02 17:29:59.999", true)]
    [InlineData("2026-03-02 17:30", false)]
    [InlineData("2026-03-06 12:00", true)]
    [InlineData("2026-03-07 12:00", false)]
    [InlineData("2026-03-08 12:00", false)]
    public void A_window_has_its_beginning_and_not_its_end(string utc, bool open) => Assert.Equal(open, Hours("UTC", Office, utc));

    [Theory]
    [InlineData("2026-03-06 21:59", false)]
    [InlineData("2026-03-06 22:00", true)]
    [InlineData("2026-03-06 23:59", true)]
    [InlineData("2026-03-07 00:00", true)]
    [InlineData("2026-03-07 05:59", true)]
    [InlineData("2026-03-07 06:00", false)]
    [InlineData("2026-03-07 22:00", false)] // Saturday evening begins no window
    [InlineData("2026-03-06 05:00", false)] // nor did Thursday evening
    public void A_window_over_midnight_belongs_to_the_day_it_begins_on(string utc, bool open) =>
        Assert.Equal(open, Hours("UTC", Night, utc));

    [Theory]
    [InlineData("2026-03-08 05:00", true)] // Sunday morning of Saturday's window
    [InlineData("2026-03-09 05:00", true)] // Monday morning of Sunday's: the week goes round
    [InlineData("2026-03-09 07:00", false)]
    public void The_week_goes_round(string utc, bool open) => Assert.Equal(open, Hours("UTC", EveryNight, utc));

    [Theory]
    [InlineData(Amsterdam, "2026-03-27 07:59", false)] // Friday, winter: 08:59
    [InlineData(Amsterdam, "2026-03-27 08:00", true)]
    [InlineData(Amsterdam, "2026-03-30 06:59", false)] // Monday, summer: 08:59
    [InlineData(Amsterdam, "2026-03-30 07:00", true)]
    [InlineData(Amsterdam, "2026-10-23 06:59", false)] // Friday, summer
    [InlineData(Amsterdam, "2026-10-23 07:00", true)]
    [InlineData(Amsterdam, "2026-10-26 07:59", false)] // Monday, winter
    [InlineData(Amsterdam, "2026-10-26 08:00", true)]
    [InlineData(NewYork, "2026-03-06 13:59", false)]
    [InlineData(NewYork, "2026-03-06 14:00", true)]
    [InlineData(NewYork, "2026-03-09 12:59", false)]
    [InlineData(NewYork, "2026-03-09 13:00", true)]
    [InlineData(NewYork, "2026-10-30 12:59", false)]
    [InlineData(NewYork, "2026-10-30 13:00", true)]
    [InlineData(NewYork, "2026-11-02 13:59", false)]
    [InlineData(NewYork, "2026-11-02 14:00", true)]
    public void Nine_o_clock_stays_nine_o_clock(string zone, string utc, bool open) => Assert.Equal(open, Hours(zone, Office, utc));

    [Theory]
    [InlineData(Amsterdam, "2026-03-28 21:00", true)] // 22:00 the evening before
    [InlineData(Amsterdam, "2026-03-29 00:59:59", true)] // 01:59:59; then the clock shows 03:00
    [InlineData(Amsterdam, "2026-03-29 01:00", true)]
    [InlineData(Amsterdam, "2026-03-29 03:59", true)] // 05:59: an hour of the night is missing
    [InlineData(Amsterdam, "2026-03-29 04:00", false)] // 06:00
    [InlineData(Amsterdam, "2026-10-24 19:59", false)] // 21:59
    [InlineData(Amsterdam, "2026-10-24 20:00", true)]
    [InlineData(Amsterdam, "2026-10-25 00:30", true)] // 02:30 for the first time
    [InlineData(Amsterdam, "2026-10-25 01:30", true)] // and again
    [InlineData(Amsterdam, "2026-10-25 04:59", true)] // 05:59: an hour longer than other nights
    [InlineData(Amsterdam, "2026-10-25 05:00", false)]
    [InlineData(NewYork, "2026-03-08 03:00", true)]
    [InlineData(NewYork, "2026-03-08 09:59", true)] // 05:59
    [InlineData(NewYork, "2026-03-08 10:00", false)]
    [InlineData(NewYork, "2026-11-01 10:59", true)]
    [InlineData(NewYork, "2026-11-01 11:00", false)]
    public void The_nights_on_which_the_clock_changes_end_at_six_as_well(string zone, string utc, bool open) =>
        Assert.Equal(open, Hours(zone, EveryNight, utc));

    [Theory]
    [InlineData(Amsterdam, "2026-03-29 00:59", "2026-03-29 01:00", false, false)] // 02:15 to 02:45 does not come
    [InlineData(Amsterdam, "2026-10-25 00:20", "2026-10-25 01:20", true, true)] // and here comes twice
    [InlineData(NewYork, "2026-11-01 05:20", "2026-11-01 06:20", false, false)] // 01:20, twice
    public void A_time_that_is_skipped_never_comes_and_one_that_comes_twice_counts_twice(
        string zone, string first, string second, bool firstOpen, bool secondOpen)
    {
        var window = Window("sun", "02:15", "02:45");
        Assert.Equal((firstOpen, secondOpen), (Hours(zone, window, first), Hours(zone, window, second)));
    }

    [Fact]
    public void A_whole_day_ends_at_24_00()
    {
        var window = Window("sat", "00:00", "24:00");
        Assert.False(Hours("UTC", window, "2026-03-06 23:59"));
        Assert.True(Hours("UTC", window, "2026-03-07 00:00"));
        Assert.True(Hours("UTC", window, "2026-03-07 23:59"));
        Assert.False(Hours("UTC", window, "2026-03-08 00:00"));
    }

    [Theory]
    [InlineData("00:00", 0)]
    [InlineData("08:30", 510)]
    [InlineData("23:59", 1439)]
    [InlineData("24:00", 1440)]
    public void A_time_of_day_is_read(string text, int minutes)
    {
        Assert.True(TimeWindow.TryParseTime(text, out var read));
        Assert.Equal(minutes, read);
    }

    [Theory]
    [InlineData("24:01")]
    [InlineData("8:30")]
    [InlineData("08:60")]
    [InlineData("08.30")]
    [InlineData("-1:30")]
    [InlineData("0830")]
    [InlineData("")]
    [InlineData("08:30:00")]
    public void What_is_no_time_of_day_is_not(string text) => Assert.False(TimeWindow.TryParseTime(text, out _));

    [Fact]
    public void Looking_at_the_clock_allocates_nothing()
    {
        var hours = new OpeningHours([Office, Night], TimeZoneInfo.FindSystemTimeZoneById(NewYork));
        var time = At("2026-03-08 06:30");
        Allocations.AssertNone(() => hours.Contains(time));
    }

    private static bool Hours(string zone, TimeWindow window, string utc) =>
        new OpeningHours([window], TimeZoneInfo.FindSystemTimeZoneById(zone)).Contains(At(utc));

    private static DateTimeOffset At(string utc) =>
        DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static TimeWindow Window(string days, string from, string to)
    {
        Assert.True(TimeWindow.TryParseTime(from, out var begin) & TimeWindow.TryParseTime(to, out var end));
        var bits = 0;
        foreach (var day in days.Split(' '))
        {
            Assert.True(ConfigNames.Day.TryFind(day, out var found));
            bits |= 1 << (int)found;
        }
        return new TimeWindow((byte)bits, begin, end);
    }
}
