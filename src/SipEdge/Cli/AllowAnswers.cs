using SipEdge.Configuration.Editing;

namespace SipEdge.Cli;

/// <summary>What <c>sipedge allow</c> was told, by flags or by answers.</summary>
internal sealed record AllowAnswers(string Acl, IReadOnlyList<string> Addresses, IReadOnlyList<string> Accounts, string Domain)
{
    /// <summary>
    /// Only what no flag told is asked for. Addresses and accounts are asked for together, since one of them is enough.
    /// </summary>
    /// <exception cref="EditRefusedException">Something is missing and there is nobody to ask.</exception>
    public static AllowAnswers Settle(
        Questions questions,
        IReadOnlyList<string> domains,
        string? acl,
        IReadOnlyList<string> addresses,
        IReadOnlyList<string> accounts,
        string? domain)
    {
        try
        {
            var name = questions.OptionalName("Name of the list of who may call", acl)
                ?? throw new EditRefusedException("which list is missing: --acl NAME");
            if (addresses.Count + accounts.Count == 0)
            {
                addresses = questions.Prefixes("Addresses that may call, with spaces between (empty: any)");
                accounts = questions.Names("Digest users, with spaces between (empty: none)");
                if (addresses.Count + accounts.Count == 0)
                {
                    throw new EditRefusedException("who may call is missing: --address PREFIX, --account NAME, or both");
                }
            }

            var usual = domains.Count == 1 ? domains[0] : null;
            var called = questions.Name("Host name that they may call", domain, usual ?? string.Empty)
                ?? throw new EditRefusedException($"which domain is missing: --domain NAME{Listed(domains)}");
            return new AllowAnswers(name, addresses, accounts, called);
        }
        catch (FormatException e)
        {
            throw new EditRefusedException(e.Message);
        }
    }

    private static string Listed(IReadOnlyList<string> domains) =>
        domains.Count == 0 ? string.Empty
        : $" ({string.Join(", ", domains.Take(5))}{(domains.Count > 5 ? ", …" : string.Empty)})";
}
