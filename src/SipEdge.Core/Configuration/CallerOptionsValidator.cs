namespace SipEdge.Core.Configuration;

/// <summary>caller_id, owned_numbers and policy of accounts, ACLs and trunks, and whether what is owned is asked for.</summary>
internal static class CallerOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        // Once for all accounts: there may be a hundred thousand, and an ACL may list them all.
        var listing = options.Acls.Values.SelectMany(acl => acl.Accounts.Distinct().Select(account => (account, acl)))
            .ToLookup(pair => pair.account, pair => pair.acl, StringComparer.Ordinal);
        foreach (var (name, account) in options.Accounts)
        {
            var path = $"accounts.{name}";
            Validate(options, account.Caller, path, problems);
            var acls = listing[name].ToList();
            var trunks = acls.Select(acl => Trunk(options, acl)).OfType<TrunkOptions>();
            var related = acls.Select(acl => acl.Caller).Concat(trunks.Select(trunk => trunk.Caller)).ToList();
            OwnershipFits(options, account.Caller, path, related, problems);
        }
        foreach (var (name, acl) in options.Acls)
        {
            var path = $"acls.{name}";
            Validate(options, acl.Caller, path, problems);
            var accounts = acl.Accounts.Where(options.Accounts.ContainsKey).Select(account => options.Accounts[account].Caller);
            CallerOptions[] ofTrunk = Trunk(options, acl) is { } trunk ? [trunk.Caller] : [];
            OwnershipFits(options, acl.Caller, path, [.. accounts, .. ofTrunk], problems);
            WarnOfAccountsWithoutNumber(options, name, acl, problems);
            if (acl.FromMatchesAccount && acl.Accounts.IsEmpty)
            {
                problems.Error($"{path}.from_matches_account", "the ACL lists no account that From could match", "accounts");
            }
        }
        foreach (var (name, trunk) in options.Trunks)
        {
            var path = $"trunks.{name}";
            Validate(options, trunk.Caller, path, problems);
            var acls = options.Acls.Values.Where(acl => acl.Trunk == name).ToList();
            var accounts = acls.SelectMany(acl => acl.Accounts).Where(options.Accounts.ContainsKey)
                .Select(account => options.Accounts[account].Caller);
            OwnershipFits(options, trunk.Caller, path, [.. acls.Select(acl => acl.Caller), .. accounts], problems);
            if (trunk is { ReasonHeader: true, Identity.Trust: TrustMode.Untrusted })
            {
                problems.Error(
                    $"{path}.reason_header", "reason codes are told to trusted trunks only", "identity: { trust: trusted }");
            }
        }
    }

    public static void ValidateCallerId(CallerIdOptions? callerId, string path, ProblemList problems)
    {
        if (callerId is not { Mode: CallerIdMode.Force, Number: { } number })
        {
            return;
        }
        var digits = number.StartsWith('+') ? number[1..] : number;
        if (digits.Length is 0 or > 30 || !digits.All(char.IsAsciiDigit))
        {
            problems.Error($"{path}.force", $"'{number}' is not a number", "digits, with or without a + in front");
        }
    }

    private static TrunkOptions? Trunk(EdgeOptions options, AclOptions acl) =>
        acl.Trunk is { } name && options.Trunks.TryGetValue(name, out var trunk) ? trunk : null;

    private static void Validate(EdgeOptions options, CallerOptions caller, string path, ProblemList problems)
    {
        ValidateCallerId(caller.CallerId, $"{path}.caller_id", problems);
        NumberSet.Validate(caller.OwnedNumbers, $"{path}.owned_numbers", problems);
        if (caller.Policy is { } policy)
        {
            Rules.Reference(problems, $"{path}.policy", policy, options.Policies, "policy");
        }
    }

    /// <summary>What is owned must be asked for somewhere, and what is asked for must be owned somewhere.</summary>
    private static void OwnershipFits(
        EdgeOptions options, CallerOptions caller, string path, IReadOnlyList<CallerOptions> related, ProblemList problems)
    {
        if (!caller.OwnedNumbers.IsEmpty && !AsksForOwned(options, caller) && !related.Any(other => AsksForOwned(options, other)))
        {
            problems.Warning($"{path}.owned_numbers", "no caller_id rule asks who owns a number, so these change nothing",
                "caller_id: owned");
        }
        if (AsksForOwned(options, caller) && caller.OwnedNumbers.IsEmpty && related.All(other => other.OwnedNumbers.IsEmpty))
        {
            problems.Error($"{path}.{(caller.CallerId is null ? "policy" : "caller_id")}",
                "nobody owns a number here, so every call is refused", "owned_numbers");
        }
    }

    /// <summary>Where some accounts of an ACL own numbers and others do not, those are refused.</summary>
    private static void WarnOfAccountsWithoutNumber(EdgeOptions options, string name, AclOptions acl, ProblemList problems)
    {
        var accounts = acl.Accounts.Distinct().Where(options.Accounts.ContainsKey).ToList();
        if (!AsksForOwned(options, acl.Caller) || !acl.Caller.OwnedNumbers.IsEmpty
            || Trunk(options, acl) is { Caller.OwnedNumbers.IsEmpty: false }
            || accounts.All(account => options.Accounts[account].Caller.OwnedNumbers.IsEmpty))
        {
            return;
        }
        foreach (var account in accounts)
        {
            var caller = options.Accounts[account].Caller;
            if (caller.OwnedNumbers.IsEmpty && (caller.CallerId ?? PolicyOf(options, caller)?.CallerId) is null)
            {
                problems.Warning($"accounts.{account}",
                    $"acls.{name} asks for owned numbers and this account owns none: its calls get 403", "owned_numbers");
            }
        }
    }

    private static bool AsksForOwned(EdgeOptions options, CallerOptions caller) =>
        (caller.CallerId ?? PolicyOf(options, caller)?.CallerId)?.Mode == CallerIdMode.Owned;

    private static PolicyOptions? PolicyOf(EdgeOptions options, CallerOptions caller) =>
        caller.Policy is { } name && options.Policies.TryGetValue(name, out var policy) ? policy : null;
}
