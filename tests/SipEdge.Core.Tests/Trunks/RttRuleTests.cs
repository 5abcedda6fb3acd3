using SipEdge.Core.Tests.Generated;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Tests.Trunks;

public sealed class RttRuleTests
{
    [Theory]
    [InlineData(null, 20, 20)]
    [InlineData(20.0, 24.9, 20)]
    [InlineData(20.0, 15, 20)]
    [InlineData(20.0, 25.1, 25.1)]
    [InlineData(20.0, 14.9, 14.9)]
    [InlineData(100.0, 124, 100)]
    [InlineData(100.0, 126, 126)]
    [InlineData(100.0, 74, 74)]
    [InlineData(1.0, 5.9, 1)] // in one rack nothing is far
    public void What_calls_go_by_stays_until_the_measured_one_is_a_quarter_and_five_milliseconds_off(
        double? steady, double measured, double follows) => Assert.Equal(follows, RttRule.Follow(steady, measured));

    [Fact]
    public void It_is_never_further_off_than_that() => Draw.ForAll(cases: 2_000, choicesEach: 50, static draw =>
    {
        double? steady = null;
        for (var i = 0; i < 50; i++)
        {
            var measured = draw.Next(3_000) / 10.0;
            var before = steady;
            steady = RttRule.Follow(steady, measured);
            Assert.InRange(Math.Abs(steady.Value - measured), 0, Math.Max(5, steady.Value / 4));
            Assert.True(steady == before || steady == measured);
        }
    });
}
