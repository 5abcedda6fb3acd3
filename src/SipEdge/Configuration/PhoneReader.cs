using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of the phones of a domain, and of what an account is at the PBX.</summary>
internal static class PhoneReader
{
    public static PhoneOptions Read(MapReader reader)
    {
        var otherwise = new PhoneOptions();
        return new PhoneOptions
        {
            Pbx = reader.RequiredText("pbx"),
            Authentication = reader.Choice("authentication", ConfigNames.PhoneAuthentications, otherwise.Authentication),
            RegistrarDomain = reader.Text("registrar_domain"),
            Realms = reader.Texts("realms"),
            MinAlgorithm = reader.Choice("min_algorithm", ConfigNames.Algorithm, otherwise.MinAlgorithm),
            Expires = reader.Object("expires", ReadExpires, otherwise.Expires),
            MaxContacts = reader.Int("max_contacts", otherwise.MaxContacts),
            MaxPerSource = reader.Int("max_per_source", otherwise.MaxPerSource),
            MaxPhones = reader.Int("max_phones", otherwise.MaxPhones),
            RegistrationsPerSecond = reader.Int("registrations_per_second", otherwise.RegistrationsPerSecond),
            CheckInterval = reader.Duration("check_interval", otherwise.CheckInterval),
            MaxWait = reader.Duration("max_wait", otherwise.MaxWait),
            Keepalive = reader.Object("keepalive", ReadKeepalive, otherwise.Keepalive),
            Refer = reader.Choice("refer", ConfigNames.PhoneRefer, otherwise.Refer),
            Srtp = reader.OptionalChoice("srtp", ConfigNames.SrtpModes),
            Keying = reader.OptionalChoice("keying", ConfigNames.Keying),
            Nat = reader.Choice("nat", ConfigNames.Nat, otherwise.Nat),
            AlgRepair = reader.Bool("alg_repair", otherwise.AlgRepair),
        };
    }

    public static AccountPbxOptions ReadAccount(MapReader reader) => new()
    {
        Username = reader.Text("username"),
        Password = reader.Secret("password"),
    };

    private static PhoneExpiresOptions ReadExpires(MapReader reader)
    {
        var otherwise = new PhoneExpiresOptions();
        return new PhoneExpiresOptions
        {
            Least = reader.Duration("least", otherwise.Least),
            Phone = reader.Duration("phone", otherwise.Phone),
            Pbx = reader.Duration("pbx", otherwise.Pbx),
        };
    }

    private static PhoneKeepaliveOptions ReadKeepalive(MapReader reader)
    {
        var otherwise = new PhoneKeepaliveOptions();
        return new PhoneKeepaliveOptions
        {
            Method = reader.Choice("method", ConfigNames.PhoneKeepalives, otherwise.Method),
            Interval = reader.Duration("interval", otherwise.Interval),
        };
    }
}
