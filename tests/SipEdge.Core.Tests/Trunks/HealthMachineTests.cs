using SipEdge.Core.Tests.Generated;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Tests.Trunks;

public sealed class HealthMachineTests
{
    [Theory]
    [InlineData("", "Unknown")]
    [InlineData("+", "Up")]
    [InlineData("--", "Unknown")]
    [InlineData("---", "Down")]
    [InlineData("+--", "Up")]
    [InlineData("+--+--", "Up")]
    [InlineData("+---", "Down")]
    [InlineData("---+", "Down")]
    [InlineData("---+-+", "Down")]
    [InlineData("---++", "Up")]
    [InlineData("---++--", "Up")]
    [InlineData("---++---", "Down")]
    public void Three_failures_take_it_down_and_two_successes_bring_it_back(string answers, string state) =>
        Assert.Equal(state, After(answers, downAfter: 3, upAfter: 2).ToString());

    [Theory]
    [InlineData("-", "Down")]
    [InlineData("-+", "Up")]
    [InlineData("-+-", "Down")]
    public void Once_is_enough_where_it_is_to_be(string answers, string state) =>
        Assert.Equal(state, After(answers, downAfter: 1, upAfter: 1).ToString());

    [Fact]
    public void It_never_changes_without_so_many_in_a_row() => Draw.ForAll(cases: 2_000, choicesEach: 60, static draw =>
    {
        var (downAfter, upAfter) = (1 + draw.Next(5), 1 + draw.Next(5));
        var (state, streak, inRow, last) = (HealthState.Unknown, 0, 0, true);
        for (var i = 0; i < 50; i++)
        {
            var success = draw.Once(2);
            inRow = success == last ? inRow + 1 : 1;
            last = success;
            var before = state;
            HealthMachine.Step(ref state, ref streak, success, downAfter, upAfter);
            Assert.Equal(
                success
                    ? before != HealthState.Down || inRow >= upAfter ? HealthState.Up : HealthState.Down
                    : before == HealthState.Down || inRow >= downAfter ? HealthState.Down : before,
                state);
        }
    });

    private static HealthState After(string answers, int downAfter, int upAfter)
    {
        var (state, streak) = (HealthState.Unknown, 0);
        foreach (var answer in answers)
        {
            HealthMachine.Step(ref state, ref streak, answer == '+', downAfter, upAfter);
        }
        return state;
    }
}
