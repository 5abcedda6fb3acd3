using SipEdge.Core.Admission;

namespace SipEdge.Core.Tests.Admission;

public class ReasonCodesTests
{
    public static TheoryData<ReasonCode> All => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_code_has_a_stable_name_a_status_and_a_meaning(ReasonCode code)
    {
        Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", ReasonCodes.Name(code));
        Assert.Equal(code.ToString(), string.Concat(ReasonCodes.Name(code).Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
        Assert.True(ReasonCodes.Status(code) is 0 or >= 200 and < 700);
        Assert.EndsWith(".", ReasonCodes.Meaning(code));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_code_is_documented_with_its_number_and_status(ReasonCode code)
    {
        if (code == ReasonCode.None)
        {
            return;
        }
        var line = File.ReadLines(Repository.PathOf("docs/reason-codes.md"))
            .SingleOrDefault(line => line.StartsWith($"| `{ReasonCodes.Name(code)}` |", StringComparison.Ordinal));
        Assert.Equal(
            $"| `{ReasonCodes.Name(code)}` | {(int)code} | {ReasonCodes.Status(code)} | {ReasonCodes.Meaning(code)} |", line);
    }
}
