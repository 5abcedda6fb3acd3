namespace SipEdge.Core.Configuration;

/// <summary>numbers.assigned: every number is one owner's, or of an inner entry that says so.</summary>
internal static class NumberTableValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var entries = options.Numbers.Assigned;
        for (var i = 0; i < entries.Length; i++)
        {
            var path = $"numbers.assigned[{i}]";
            if (entries[i].Numbers.IsEmpty)
            {
                problems.Error($"{path}.numbers", "an entry without numbers assigns nothing", "a number, +3120*, or 3000-3099");
            }
            NumberSet.Validate(entries[i].Numbers, $"{path}.numbers", problems);
            GroupOptionsValidator.ValidateTarget(options, entries[i].To, orNumbers: false, $"{path}.to", problems);
            RouteOptionsValidator.ValidateChange(entries[i].Strip, entries[i].Prepend, path, problems);
        }
        ValidateOverlaps(options, problems);
        var used = options.Routes.Any(static route => route.To == RouteOptions.Numbers);
        if (used && entries.IsEmpty)
        {
            problems.Error("numbers.assigned", "a route leads to the number table, and there is none", "numbers: { assigned: […] }");
        }
        else if (!used && !entries.IsEmpty)
        {
            problems.Warning("numbers.assigned", "no route leads to the number table, so it decides nothing",
                "a route with to: numbers");
        }
    }

    /// <summary>Two entries nest or are apart; what is in both halves of two ranges would be nobody's decision.</summary>
    private static void ValidateOverlaps(EdgeOptions options, ProblemList problems)
    {
        var open = new Stack<(NumberRange Numbers, string Path)>();
        foreach (var (numbers, path) in Written(options).OrderBy(entry => entry.Numbers.First)
            .ThenByDescending(entry => entry.Numbers.Last))
        {
            while (open.TryPeek(out var before) && before.Numbers.Last < numbers.First)
            {
                open.Pop();
            }
            if (open.TryPeek(out var around))
            {
                if (around.Numbers == numbers)
                {
                    problems.Error(path, $"{around.Path} assigns the same numbers");
                }
                else if (around.Numbers.Last < numbers.Last)
                {
                    problems.Error(path, $"{around.Path} assigns some of these numbers and others beside them",
                        "ranges that are apart, or one inside the other");
                }
            }
            open.Push((numbers, path));
        }
    }

    private static IEnumerable<(NumberRange Numbers, string Path)> Written(EdgeOptions options)
    {
        for (var i = 0; i < options.Numbers.Assigned.Length; i++)
        {
            var numbers = options.Numbers.Assigned[i].Numbers;
            for (var j = 0; j < numbers.Length; j++)
            {
                if (NumberRange.TryParse(numbers[j], out var range, out _))
                {
                    yield return (range, $"numbers.assigned[{i}].numbers[{j}]");
                }
            }
        }
    }
}
