namespace SipEdge.Core.Configuration;

internal static class PolicyOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var used = options.Accounts.Values.Select(account => account.Caller.Policy)
            .Concat(options.Acls.Values.Select(acl => acl.Caller.Policy))
            .Concat(options.Trunks.Values.Select(trunk => trunk.Caller.Policy)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, policy) in options.Policies)
        {
            var path = $"policies.{name}";
            Rules.Name(problems, path, name);
            NumberSet.Validate(policy.Allowed, $"{path}.allowed", problems);
            NumberSet.Validate(policy.Denied, $"{path}.denied", problems);
            CallerOptionsValidator.ValidateCallerId(policy.CallerId, $"{path}.caller_id", problems);
            ValidateHours(policy, path, problems);
            ValidateOutcome(options, policy, path, problems);
            if (!used.Contains(name))
            {
                problems.Warning(path, "no account, ACL or trunk refers to this policy, so it decides nothing");
            }
        }
    }

    private static void ValidateHours(PolicyOptions policy, string path, ProblemList problems)
    {
        for (var i = 0; i < policy.Hours.Length; i++)
        {
            var at = $"{path}.hours[{i}]";
            var window = policy.Hours[i];
            if (!(Time($"{at}.from", window.From, out var from) & Time($"{at}.to", window.To, out var to)))
            {
                continue;
            }
            if (from == TimeWindow.MinutesPerDay)
            {
                problems.Error($"{at}.from", "no window begins when the day has ended", "00:00, and the next day");
            }
            else if (from == to)
            {
                problems.Error($"{at}.to", "the window ends when it begins", "24:00 for the whole day, or another time");
            }
        }
        if (policy.Hours.IsEmpty)
        {
            if (policy.TimeZone is not null)
            {
                problems.Error($"{path}.time_zone", "a time zone without hours decides nothing", "hours");
            }
        }
        else if (policy.TimeZone is null)
        {
            problems.Error(path, "hours are read on the clock of a time zone", "time_zone: Europe/Amsterdam, or UTC");
        }
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(policy.TimeZone, out _))
        {
            problems.Error($"{path}.time_zone", $"there is no time zone '{policy.TimeZone}' on this machine",
                "an IANA name, as Europe/Amsterdam; they come with the package tzdata",
                NearestName.Find(policy.TimeZone, TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)));
        }

        bool Time(string at, string text, out short minutes)
        {
            var right = TimeWindow.TryParseTime(text, out minutes);
            if (!right)
            {
                problems.Error(at, $"'{text}' is not a time of day", "00:00 to 24:00");
            }
            return right;
        }
    }

    private static void ValidateOutcome(EdgeOptions options, PolicyOptions policy, string path, ProblemList problems)
    {
        if (policy.To is { } to && to != RouteOptions.Echo && !options.Trunks.ContainsKey(to))
        {
            Rules.NoSuch(problems, $"{path}.to", to, options.Trunks.Keys.Append(RouteOptions.Echo), "trunk");
        }
        if (policy.RejectStatus is { } status)
        {
            Rules.Range(problems, $"{path}.reject_status", status, 400, 699);
            if (status is 401 or 407)
            {
                problems.Error($"{path}.reject_status", $"{status} asks for credentials, which would not help", "403");
            }
        }
        if (policy.RejectText is { } text && (text.Length is 0 or > 128 || text.Any(char.IsControl)))
        {
            problems.Error($"{path}.reject_text", "1 to 128 characters in one line");
        }
    }
}
