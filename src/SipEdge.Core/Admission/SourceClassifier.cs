using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>Who is calling, as far as the address tells? One walk over the entries that cover it.</summary>
public static class SourceClassifier
{
    public static SourceClass Classify(in Flow source, SocketEndpoint local, DomainModel domain, AddressTable addresses)
    {
        AddressEntry? admitting = null, nearMiss = null, elsewhere = null;
        var accounts = domain.AccountsFromAnywhere;
        var tokens = domain.TokensFromAnywhere;
        var clearTokens = domain.ClearTokensFromAnywhere;
        foreach (var entry in addresses.Find(source.Remote.Address))
        {
            if (!domain.Has(entry.Acl))
            {
                elsewhere ??= entry;
                continue;
            }
            if (!entry.Accepts(source.Transport, source.Remote.Port, local.Port))
            {
                nearMiss ??= entry;
                continue;
            }
            if (entry.Acl.AddressAdmits)
            {
                admitting ??= entry;
            }
            if (entry.Acl.CredentialCounts)
            {
                accounts |= entry.Acl.HasAccounts;
                tokens |= entry.Acl.HasTokens;
                clearTokens |= entry.Acl is { HasTokens: true, AllowCleartextToken: true };
            }
        }
        return new SourceClass(admitting, nearMiss, elsewhere, accounts, tokens, clearTokens);
    }
}
