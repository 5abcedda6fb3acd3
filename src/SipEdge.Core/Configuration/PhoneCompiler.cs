using System.Collections.Immutable;
using System.Text;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

internal static class PhoneCompiler
{
    /// <summary>Null when the domain has no phones.</summary>
    public static PhoneModel? Compile(
        EdgeOptions options, string domain, IReadOnlyDictionary<string, TrunkModel> trunks, ConfigPositions positions)
    {
        if (options.Domains[domain].Phones is not { Pbx: { } pbx } phones)
        {
            return null;
        }
        var line = positions.Line($"domains.{domain}.phones");
        var media = MediaRulesCompiler.ForPhones(options, domain, phones, positions, calling: false);
        return new PhoneModel
        {
            Pbx = trunks[pbx],
            Phones = new TrunkModel
            {
                Id = $"phones@{HostName.Canonical(domain)}",
                Name = $"phones@{HostName.Canonical(domain)}",
                Pbx = trunks[pbx],
                Gateways = [],
                Outbound = [],
                Identity = IdentityCompiler.Compile(new IdentityOptions(), line),
                Diversion = DiversionRules.Compile(new DiversionOptions(), new IdentityOptions()),
                Media = media,
                Signalling = SignallingOf(trunks[pbx], phones),
                Line = line,
            },
            CallerMedia = MediaRulesCompiler.ForPhones(options, domain, phones, positions, calling: true),
            Authentication = phones.Authentication,
            RegistrarDomain = Encoding.ASCII.GetBytes(RegistrarDomainOf(domain, phones)),
            LeastExpires = (int)phones.Expires.Least.TotalSeconds,
            PhoneExpires = (int)phones.Expires.Phone.TotalSeconds,
            PbxExpires = (int)phones.Expires.Pbx.TotalSeconds,
            MaxContacts = phones.MaxContacts,
            MaxPerSource = phones.MaxPerSource,
            MaxPhones = phones.MaxPhones,
            RegistrationsPerSecond = phones.RegistrationsPerSecond,
            CheckMs = (long)phones.CheckInterval.TotalMilliseconds,
            MaxWaitMs = (long)phones.MaxWait.TotalMilliseconds,
            Keepalive = phones.Keepalive.Method,
            KeepaliveMs = (long)phones.Keepalive.Interval.TotalMilliseconds,
            Line = line,
        };
    }

    /// <summary>What the PBX's challenge to a phone of this account is answered with; null where the edge has nothing.</summary>
    public static TrunkCredentials? Credentials(
        EdgeOptions options, string domain, string account, IReadOnlyDictionary<SecretReference, Secret> secrets,
        ConfigPositions positions)
    {
        if (options.Domains[domain].Phones is not { } phones
            || options.Accounts[account].Pbx is not { Password: { } password } pbx)
        {
            return null;
        }
        var user = pbx.Username ?? account;
        var anyRealm = phones.Realms.Contains(TrunkAuthOptions.AnyRealm);
        ImmutableArray<DigestAlgorithm> algorithms =
            [.. Enum.GetValues<DigestAlgorithm>().Where(algorithm => algorithm >= phones.MinAlgorithm)];
        ImmutableArray<string> realms = phones.Realms.IsEmpty ? [RegistrarDomainOf(domain, phones)] : phones.Realms;
        return new TrunkCredentials(
            user,
            anyRealm ? [] :
            [
                .. realms.Distinct().Select(realm => (
                    Encoding.UTF8.GetBytes(realm),
                    AccountSecrets.Compile(user, realm, new AccountOptions { Password = password }, algorithms, secrets))),
            ],
            anyRealm ? secrets[password] : null)
        {
            MinAlgorithm = phones.MinAlgorithm,
            Line = positions.Line($"accounts.{account}.pbx"),
        };
    }

    /// <summary>What is no call passes between the phones and their PBX as the PBX's trunk says: no second set of keys.</summary>
    private static SignallingOptions SignallingOf(TrunkModel pbx, PhoneOptions phones) => new()
    {
        Refer = phones.Refer,
        Message = pbx.Signalling.Message,
        Subscribe = pbx.Signalling.Subscribe,
        Events = pbx.Signalling.Events,
    };

    private static string RegistrarDomainOf(string domain, PhoneOptions phones) =>
        phones.RegistrarDomain ?? HostName.Canonical(domain);
}
