using System.Text;

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
                Gateways = [],
                Outbound = [],
                Identity = IdentityCompiler.Compile(new IdentityOptions(), line),
                Diversion = DiversionRules.Compile(new DiversionOptions(), new IdentityOptions()),
                Media = media,
                Line = line,
            },
            CallerMedia = MediaRulesCompiler.ForPhones(options, domain, phones, positions, calling: true),
            Authentication = phones.Authentication,
            RegistrarDomain = Encoding.ASCII.GetBytes(phones.RegistrarDomain ?? HostName.Canonical(domain)),
            LeastExpires = (int)phones.Expires.Least.TotalSeconds,
            PhoneExpires = (int)phones.Expires.Phone.TotalSeconds,
            PbxExpires = (int)phones.Expires.Pbx.TotalSeconds,
            MaxContacts = phones.MaxContacts,
            MaxPerSource = phones.MaxPerSource,
            MaxPhones = phones.MaxPhones,
            RegistrationsPerSecond = phones.RegistrationsPerSecond,
            MaxWaitMs = (long)phones.MaxWait.TotalMilliseconds,
            Keepalive = phones.Keepalive.Method,
            KeepaliveMs = (long)phones.Keepalive.Interval.TotalMilliseconds,
            Line = line,
        };
    }
}
