using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

public class NearestNameTests
{
    private static readonly string[] Known = ["listeners", "routes", "trunks", "tls", "media"];

    [Theory]
    [InlineData("listner", "listeners")]
    [InlineData("Routes", "routes")]
    [InlineData("route", "routes")]
    [InlineData("rotues", "routes")]
    [InlineData("tsl", "tls")]
    [InlineData("trunk-s", "trunks")]
    [InlineData("sip", null)]
    [InlineData("", null)]
    [InlineData("something else", null)]
    public void The_nearest_name_is_suggested_only_when_it_is_near(string written, string? expected) =>
        Assert.Equal(expected, NearestName.Find(written, Known));

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("allow_any", "allow-any", 0)]
    public void Distance_counts_edits(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(a, b));
        Assert.Equal(expected, NearestName.Distance(b, a));
    }
}
