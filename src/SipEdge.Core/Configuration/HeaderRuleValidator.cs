using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Configuration;

internal static class HeaderRuleValidator
{
    private const int Most = 32;
    private const int LongestName = 64;
    private const int LongestValue = 1024;

    public static void Validate(EdgeOptions options, TrunkOptions trunk, string path, ProblemList problems)
    {
        if (trunk.Headers.Length > Most)
        {
            problems.Error(path, $"a trunk has at most {Most} header rules");
        }
        for (var i = 0; i < trunk.Headers.Length; i++)
        {
            Validate(options, trunk, trunk.Headers[i], $"{path}[{i}]", problems);
        }
    }

    private static void Validate(
        EdgeOptions options, TrunkOptions trunk, HeaderRuleOptions rule, string path, ProblemList problems)
    {
        var named = new[] { ("set", rule.Set), ("copy", rule.Copy), ("remove", rule.Remove) }.Where(row => row.Item2 is not null)
            .ToArray();
        if (named is not [var (key, name)])
        {
            problems.Error(path, "a header rule does one thing", "one of set, copy, remove");
            return;
        }
        var mayBeNamed = ValidateName(options, name!, $"{path}.{key}", problems);
        if (rule is { Set: null, Value: not null })
        {
            problems.Error($"{path}.value", "only a rule that sets a header has a value");
        }
        if (rule is { Set: not null, Value: null })
        {
            problems.Error(path, $"there is no value for {name}", "value: what the header says");
        }
        if (rule.Value is { } value && (value.Any(char.IsControl) || Encoding.UTF8.GetByteCount(value) > LongestValue))
        {
            problems.Error(
                $"{path}.value", $"a value has at most {LongestValue} bytes and no control characters, line breaks above all");
        }
        if (mayBeNamed && rule.Direction == HeaderRuleDirection.Towards && rule.Remove is null
            && trunk.Identity.EffectiveTrustOutbound == TrustMode.Untrusted
            && HeaderRules.StaysInTrustDomain(HeaderNames.Find(Encoding.UTF8.GetBytes(name!)), Encoding.UTF8.GetBytes(name!)))
        {
            problems.Error($"{path}.{key}", $"{name} stays inside the trust domain, and this trunk is not trusted (RFC 7315 §6)",
                "identity.trust_outbound: trusted");
        }
    }

    private static bool ValidateName(EdgeOptions options, string name, string path, ProblemList problems)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > LongestName || !SipGrammar.IsToken(bytes))
        {
            problems.Error(path, $"'{name}' is not the name of a header", "letters, digits and -.!%*_+`'~");
            return false;
        }
        var id = HeaderNames.Find(bytes);
        var canonical = id == HeaderId.Other ? name : Encoding.ASCII.GetString(HeaderNames.Canonical(id)); // "c" is Content-Type
        var why = Forbidden(id, canonical, options.Security);
        if (why is not null)
        {
            problems.Error(path, $"{canonical} is not for rules: {why}");
        }
        return why is null;
    }

    /// <summary>Why no rule may touch a header; null when one may.</summary>
    private static string? Forbidden(HeaderId id, string name, SecurityOptions security) => id switch
    {
        HeaderId.Authorization or HeaderId.ProxyAuthorization or HeaderId.WwwAuthenticate or HeaderId.ProxyAuthenticate
            or HeaderId.AuthenticationInfo or HeaderId.SecurityClient or HeaderId.SecurityServer or HeaderId.SecurityVerify =>
            "credentials belong to one hop and never leave it",
        HeaderId.PAssertedIdentity or HeaderId.PPreferredIdentity or HeaderId.RemotePartyId or HeaderId.Privacy =>
            "who is told who calls is decided under identity",
        HeaderId.Diversion => "see diversion",
        HeaderId.Via or HeaderId.From or HeaderId.To or HeaderId.CallId or HeaderId.CSeq or HeaderId.Contact or HeaderId.Route
            or HeaderId.RecordRoute or HeaderId.MaxForwards or HeaderId.Path or HeaderId.ServiceRoute or HeaderId.Replaces
            or HeaderId.Join or HeaderId.TargetDialog or HeaderId.InReplyTo =>
            "it belongs to the dialog of one leg, and the edge writes it",
        HeaderId.Allow or HeaderId.Supported or HeaderId.Require or HeaderId.ProxyRequire or HeaderId.Unsupported
            or HeaderId.Accept or HeaderId.AcceptEncoding or HeaderId.SessionExpires or HeaderId.MinSe or HeaderId.RAck
            or HeaderId.RSeq or HeaderId.Event or HeaderId.SubscriptionState or HeaderId.AllowEvents or HeaderId.RecvInfo
            or HeaderId.InfoPackage or HeaderId.FlowTimer =>
            "it says what one side of the protocol can do, and the edge is that side",
        HeaderId.MimeVersion => "it describes the body, which the edge writes",
        _ when name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) => "it describes the body, which the edge writes",
        _ when name.Equals(security.SidHeader, StringComparison.OrdinalIgnoreCase)
            || name.Equals(security.TokenHeader, StringComparison.OrdinalIgnoreCase) =>
            "credentials belong to one hop and never leave it",
        _ => null,
    };
}
