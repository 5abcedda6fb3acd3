namespace SipEdge.Core.Configuration;

internal static class AclOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var attached = options.Domains.Values.SelectMany(domain => domain.Acls).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, acl) in options.Acls)
        {
            var path = $"acls.{name}";
            Rules.Name(problems, path, name);
            ValidateFactors(acl, path, problems);
            ValidateAddresses(acl, path, problems);
            for (var i = 0; i < acl.Accounts.Length; i++)
            {
                Rules.Reference(problems, $"{path}.accounts[{i}]", acl.Accounts[i], options.Accounts, "account");
            }
            if (acl.Trunk is not null)
            {
                Rules.Reference(problems, $"{path}.trunk", acl.Trunk, options.Trunks, "trunk");
            }
            if (!attached.Contains(name))
            {
                problems.Warning(path, "no domain attaches this ACL, so it admits nobody");
            }
        }
        ValidateTokens(options, problems);
    }

    /// <summary>Whether what is listed and what is required fit, and that something is required at all.</summary>
    private static void ValidateFactors(AclOptions acl, string path, ProblemList problems)
    {
        var require = acl.EffectiveRequire;
        if (acl.Addresses.IsEmpty && !acl.HasCredentials)
        {
            // Shuts out, opens nothing: a list is made before it is filled.
            problems.Warning(path, "the ACL lists nothing, so it admits nobody", "addresses, accounts or tokens");
            return;
        }
        if (acl is { HasInboundAddresses: false, HasCredentials: false })
        {
            problems.Warning(path, "every address is outbound only, so the ACL admits nobody");
            return;
        }
        if (!acl.HasInboundAddresses && require is RequireMode.Ip or RequireMode.IpAndCredential)
        {
            problems.Error($"{path}.require", $"{ConfigNames.Require.Name(require)} needs addresses");
        }
        if (!acl.HasCredentials && require is RequireMode.Credential or RequireMode.IpAndCredential)
        {
            problems.Error($"{path}.require", $"{ConfigNames.Require.Name(require)} needs accounts or tokens");
        }
        if (acl.HasCredentials && require == RequireMode.Ip)
        {
            problems.Warning($"{path}.require", "the ACL's accounts and tokens are never asked for with require: ip");
        }
        if (acl.AllowAnySource && require != RequireMode.Credential)
        {
            problems.Error($"{path}.allow_any_source",
                "any source is allowed only where the credential alone admits", "require: credential");
        }
    }

    private static void ValidateAddresses(AclOptions acl, string path, ProblemList problems)
    {
        for (var i = 0; i < acl.Addresses.Length; i++)
        {
            var address = acl.Addresses[i];
            var at = $"{path}.addresses[{i}]";
            if (!AddressPrefix.TryParse(address.Prefix, out _, out var why) && !address.IsName)
            {
                problems.Error($"{at}.prefix", why!, "an address, address/length, or a host name");
            }
            Rules.Port(problems, $"{at}.port", address.Port);
            Rules.Port(problems, $"{at}.local_port", address.LocalPort);
            if (address.Port is not null && address.Transport != Sip.Transport.TransportKind.Udp)
            {
                problems.Warning($"{at}.port", "a source port says nothing over TCP and TLS and is ignored there",
                    "transport: udp, or local_port for the port that was called");
            }
        }
    }

    private static void ValidateTokens(EdgeOptions options, ProblemList problems)
    {
        var sids = new List<(string, string)>();
        foreach (var (name, acl) in options.Acls)
        {
            for (var i = 0; i < acl.Tokens.Length; i++)
            {
                var path = $"acls.{name}.tokens[{i}]";
                sids.Add(($"{path}.sid", acl.Tokens[i].Sid));
                if (acl.Tokens[i].Sid.Length == 0 || acl.Tokens[i].Sid.Any(c => c is ',' or <= ' ' or > '~'))
                {
                    problems.Error($"{path}.sid", "a SID is printable ASCII without spaces and commas");
                }
                if (acl.Tokens[i].Token is null)
                {
                    problems.Error(path, "the token is missing", "token: { file: … }, { env: … } or { credential: … }");
                }
            }
            if (!acl.Tokens.IsEmpty && acl.AllowCleartextToken)
            {
                problems.Warning($"acls.{name}.allow_cleartext_token",
                    "tokens are readable by everyone on the path over UDP and TCP; digest over TLS is safer");
            }
        }
        Rules.Unique(problems, sids, "SID");
    }
}
