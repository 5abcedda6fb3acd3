using SipEdge.Core.Admission;

namespace SipEdge.Core.Tests.Admission;

public class ReasonCodesTests
{
    public static TheoryData<ReasonCode> All => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_code_has_a_stable_name_a_status_a_meaning_and_when_it_refuses_a_remedy(ReasonCode code)
    {
        Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", ReasonCodes.Name(code));
        Assert.Equal(code.ToString(), string.Concat(ReasonCodes.Name(code).Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
        Assert.True(ReasonCodes.Status(code) is 0 or >= 200 and < 700);
        Assert.EndsWith(".", ReasonCodes.Meaning(code));
        Assert.True(ReasonCodes.Remedy(code) is "" or [.., '.']);
        Assert.False(ReasonCodes.Status(code) >= 400 && code != ReasonCode.Cancelled && ReasonCodes.Remedy(code).Length == 0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_code_is_documented_with_its_number_status_and_what_to_do(ReasonCode code)
    {
        if (code == ReasonCode.None)
        {
            return;
        }
        var line = File.ReadLines(Repository.PathOf("docs/reason-codes.md"))
            .SingleOrDefault(line => line.StartsWith($"| `{ReasonCodes.Name(code)}` |", StringComparison.Ordinal));
        Assert.Equal(
            $"| `{ReasonCodes.Name(code)}` | {(int)code} | {ReasonCodes.Status(code)} | {ReasonCodes.Meaning(code)} |{Padded(ReasonCodes.Remedy(code))} |", line);
    }

    private static string Padded(string text) => text.Length == 0 ? "" : $" {text}";
}
