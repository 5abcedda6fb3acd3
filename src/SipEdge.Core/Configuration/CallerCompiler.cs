using System.Text;

namespace SipEdge.Core.Configuration;

internal static class CallerCompiler
{
    public static CallerRules Compile(
        CallerOptions caller, string path, IReadOnlyDictionary<string, PolicyModel> policies, ConfigPositions positions)
    {
        if (caller is { CallerId: null, OwnedNumbers.IsEmpty: true, Policy: null })
        {
            return CallerRules.None;
        }
        var policy = caller.Policy is null ? null : policies[caller.Policy];
        return new CallerRules
        {
            CallerId = Rule(caller.CallerId, $"{path}.caller_id", positions) ?? policy?.CallerId,
            Owned = NumberSet.Compile(caller.OwnedNumbers),
            Policy = policy,
            OwnedLine = positions.Line($"{path}.owned_numbers"),
            PolicyLine = positions.Line($"{path}.policy"),
        };
    }

    public static CallerIdRule? Rule(CallerIdOptions? options, string path, ConfigPositions positions) => options is null
        ? null
        : new CallerIdRule(
            options.Mode, options.Number is null ? null : Encoding.ASCII.GetBytes(options.Number), positions.Line(path));
}
