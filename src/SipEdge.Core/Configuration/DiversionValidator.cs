namespace SipEdge.Core.Configuration;

internal static class DiversionValidator
{
    private const int LongestNumber = 64;

    // diversion-reason and diversion-privacy of RFC 5806.
    private static readonly string[] Reasons =
    [
        "unknown", "user-busy", "no-answer", "unavailable", "unconditional", "time-of-day", "do-not-disturb", "deflection",
        "follow-me", "out-of-service", "away",
    ];

    private static readonly string[] Privacies = ["full", "name", "uri", "off"];

    public static void Validate(TrunkOptions trunk, string path, ProblemList problems)
    {
        var diversion = trunk.Diversion;
        Rules.Range(problems, $"{path}.counter", diversion.Counter, 1, 100);
        Rules.Range(problems, $"{path}.limit", diversion.Limit, 1, 100);
        Choice(problems, $"{path}.reason", diversion.Reason, Reasons);
        Choice(problems, $"{path}.privacy", diversion.Privacy, Privacies);
        if (diversion is { Mode: DiversionMode.Static, Number: null })
        {
            problems.Error(path, "a static diversion needs a number", "number: who forwards the calls");
        }
        if (diversion is { Mode: not DiversionMode.Static, Number: not null })
        {
            problems.Error($"{path}.number", "only mode: static sends a number of its own");
        }
        if (diversion.Number is { } number && (number.Length is 0 or > LongestNumber
            || !number.All(c => char.IsAsciiLetterOrDigit(c) || "+-_.*".Contains(c, StringComparison.Ordinal))))
        {
            problems.Error($"{path}.number", "a number or name has letters, digits and +-_.*");
        }
        if (diversion is { Mode: DiversionMode.Static, Privacy: "full" or "uri" }
            && trunk.Identity.EffectiveTrustOutbound == TrustMode.Untrusted)
        {
            problems.Error($"{path}.privacy", "who forwards is private, and this trunk is not trusted: it would never be told");
        }
    }

    private static void Choice(ProblemList problems, string path, string value, string[] known)
    {
        if (!known.Contains(value))
        {
            problems.Error(path, $"'{value}' is not known here", string.Join(", ", known), NearestName.Find(value, known));
        }
    }
}
