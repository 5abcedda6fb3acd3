using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Configuration;

internal static class SecurityOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var security = options.Security;
        ValidateHeader("security.sid_header", security.SidHeader, problems);
        ValidateHeader("security.token_header", security.TokenHeader, problems);
        if (string.Equals(security.SidHeader, security.TokenHeader, StringComparison.OrdinalIgnoreCase))
        {
            problems.Error("security.token_header", "the two headers need different names");
        }
        Rules.Range(problems, "security.nonce_lifetime", security.NonceLifetime, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        LimitOptionsValidator.Validate(security.Limits, problems);
        AbuseOptionsValidator.Validate(security, problems);
    }

    private static void ValidateHeader(string path, string name, ProblemList problems)
    {
        if (name.Length is 0 or > 64 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            problems.Error(path, $"'{name}' is not a header name");
        }
        else if (HeaderNames.Find(Encoding.ASCII.GetBytes(name)) != HeaderId.Other)
        {
            problems.Error(path, $"{name} is a header of SIP itself and cannot carry credentials", "a name of your own, X-…");
        }
    }
}
