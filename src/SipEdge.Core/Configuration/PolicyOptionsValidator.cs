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
            HoursValidator.Validate(policy.Hours, policy.TimeZone, path, problems);
            ValidateOutcome(options, policy, path, problems);
            if (!used.Contains(name))
            {
                problems.Warning(path, "no account, ACL or trunk refers to this policy, so it decides nothing");
            }
        }
    }

    private static void ValidateOutcome(EdgeOptions options, PolicyOptions policy, string path, ProblemList problems)
    {
        if (policy.To is { } to)
        {
            GroupOptionsValidator.ValidateTarget(options, to, orNumbers: false, $"{path}.to", problems);
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
