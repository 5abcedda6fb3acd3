using System.Net;

namespace SipEdge.Core.Configuration;

internal static class RegisterOptionsValidator
{
    // Characters of a user part that need no escape (RFC 3261 §25.1 unreserved and user-unreserved).
    private const string UserCharacters = "-_.!~*'()&=+$,;?/";

    public static void Validate(TrunkOptions trunk, string path, ProblemList problems)
    {
        if (trunk.Register is not { } register)
        {
            return;
        }
        if (RegisterCompiler.DomainOf(trunk) is null)
        {
            problems.Error(path, "there is no outbound gateway to register at", "a gateway with direction: both or outbound");
        }
        if (register.RegistrarDomain is { } domain && !HostName.IsValid(domain) && !IPAddress.TryParse(domain.Trim('[', ']'), out _))
        {
            problems.Error($"{path}.registrar_domain", $"'{domain}' is neither a host name nor an address");
        }
        if (RegisterCompiler.UserOf(trunk) is not { } user)
        {
            problems.Error(path, "nobody is named who registers", "auth.username or identity.from_user");
        }
        else if (!IsUser(register.ContactUser ?? user) || !IsUser(user))
        {
            problems.Error(register.ContactUser is null ? path : $"{path}.contact_user",
                "the user cannot stand in a URI", "letters, digits and - _ . ! ~ * ' ( ) & = + $ , ; ? /; see contact_user, from_user");
        }
        Rules.Range(problems, $"{path}.expires", register.Expires, TimeSpan.FromSeconds(60), TimeSpan.FromDays(1));
        Rules.Range(problems, $"{path}.retry", register.Retry, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Rules.Range(problems, $"{path}.retry_max", register.RetryMax, register.Retry, TimeSpan.FromDays(1));
        Rules.Range(problems, $"{path}.retry_denied", register.RetryDenied, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        for (var i = 0; i < register.InboundFrom.Length; i++)
        {
            if (!AddressPrefix.TryParse(register.InboundFrom[i], out _, out var why))
            {
                problems.Error($"{path}.inbound_from[{i}]", why!);
            }
        }
    }

    private static bool IsUser(string user) =>
        user.Length is > 0 and <= 128 && user.All(static c => char.IsAsciiLetterOrDigit(c) || UserCharacters.Contains(c, StringComparison.Ordinal));
}
