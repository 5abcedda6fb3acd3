using System.Text;

namespace SipEdge.Core.Configuration;

internal static class NumberTableCompiler
{
    public static NumberTable Compile(
        EdgeOptions options, IReadOnlyDictionary<string, RouteTarget> targets, ConfigPositions positions) =>
        new([.. options.Numbers.Assigned.SelectMany((entry, index) =>
        {
            var route = new RouteModel
            {
                Prefix = [],
                Strip = entry.Strip,
                Prepend = Encoding.UTF8.GetBytes(entry.Prepend),
                To = targets[entry.To],
                Line = positions.Line($"numbers.assigned[{index}]"),
            };
            return entry.Numbers.Select(text => (Parse(text), route));
        })]);

    private static NumberRange Parse(string text) => NumberRange.TryParse(text, out var range, out var why)
        ? range
        : throw new InvalidOperationException($"{text}: {why}");
}
