namespace SipEdge.Core.Configuration;

/// <summary>Rates, bans and scanners.</summary>
internal static class AbuseOptionsValidator
{
    private const int MostMessages = 1_000_000;
    private const int ShortestScanner = 4;

    public static void Validate(SecurityOptions security, ProblemList problems)
    {
        ValidateRate(security.Rates.Stranger, "security.rates.stranger", problems);
        ValidateRate(security.Rates.Proven, "security.rates.proven", problems);
        ValidateRate(security.Rates.Known, "security.rates.known", problems);
        Rules.Range(problems, "security.rates.sources", security.Rates.Sources, 1_024, 4_194_304);
        ValidateBans(security.Bans, problems);
        for (var i = 0; i < security.Scanners.Length; i++)
        {
            if (security.Scanners[i].Length is < ShortestScanner or > 64 || security.Scanners[i].Any(c => c is < ' ' or > '~'))
            {
                problems.Error($"security.scanners[{i}]", "a scanner is named by 4 to 64 printable ASCII characters; fewer would "
                    + "be found in the names of honest programs");
            }
        }
    }

    public static void ValidateRate(RateOptions rate, string path, ProblemList problems)
    {
        Rules.Range(problems, $"{path}.messages_per_second", rate.MessagesPerSecond, 1, MostMessages);
        Rules.Range(problems, $"{path}.burst", rate.Burst, 1, MostMessages);
    }

    private static void ValidateBans(BanOptions bans, ProblemList problems)
    {
        const string Path = "security.bans";
        Rules.Range(problems, $"{Path}.threshold", bans.Threshold, 1, 100_000);
        Rules.Range(problems, $"{Path}.window", bans.Window, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        Rules.Range(problems, $"{Path}.first", bans.First, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        Rules.Range(problems, $"{Path}.longest", bans.Longest, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        Rules.Range(problems, $"{Path}.proven_for", bans.ProvenFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Rules.Range(problems, $"{Path}.entries", bans.Entries, 100, 1_000_000);
        if (bans.Longest < bans.First)
        {
            problems.Error($"{Path}.longest", "shorter than the first ban", $"at least {DurationText.Write(bans.First)}");
        }
    }
}
