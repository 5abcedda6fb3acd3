using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of accounts, ACLs and domains.</summary>
internal static class AdmissionReader
{
    public static AccountOptions ReadAccount(MapReader reader) => new()
    {
        Password = reader.Secret("password"),
        Ha1 = reader.Object("ha1", ReadHa1),
        Pbx = reader.Object("pbx", PhoneReader.ReadAccount),
        Caller = CallerReader.Read(reader),
    };

    public static AclOptions ReadAcl(MapReader reader) => new()
    {
        Addresses = reader.List("addresses", ReadAddress, prefix => new AddressOptions { Prefix = prefix }),
        Accounts = reader.Texts("accounts"),
        Tokens = reader.List("tokens", ReadToken),
        Require = reader.OptionalChoice("require", ConfigNames.Require),
        AllowAnySource = reader.Bool("allow_any_source", false),
        Trunk = reader.Text("trunk"),
        Caller = CallerReader.Read(reader),
        FromMatchesAccount = reader.Bool("from_matches_account", false),
        AllowCleartextToken = reader.Bool("allow_cleartext_token", false),
    };

    public static DomainOptions ReadDomain(MapReader reader)
    {
        var otherwise = new DomainOptions();
        return new DomainOptions
        {
            Acls = reader.Texts("acls"),
            Trunks = reader.Has("trunks") ? reader.Texts("trunks") : Absent(reader),
            Realm = reader.Text("realm"),
            RequireTlsForAuth = reader.Bool("require_tls_for_auth", false),
            RequireSni = reader.Bool("require_sni", false),
            AnswerOptions = reader.Bool("answer_options", false),
            Phones = reader.Object("phones", PhoneReader.Read),
            Challenge = reader.Choice("challenge", ConfigNames.Challenge, otherwise.Challenge),
            Algorithms = reader.Choices("algorithms", ConfigNames.Algorithm, otherwise.Algorithms),
        };
    }

    /// <summary>"trunks: []" is no trunk, a missing key is every trunk; both make the key known.</summary>
    private static System.Collections.Immutable.ImmutableArray<string>? Absent(MapReader reader)
    {
        reader.Texts("trunks");
        return null;
    }

    public static Ha1Options ReadHa1(MapReader reader) => new()
    {
        Md5 = reader.Secret("md5"),
        Sha256 = reader.Secret("sha_256"),
        Sha512T256 = reader.Secret("sha_512_256"),
    };

    private static AddressOptions ReadAddress(MapReader reader) => new()
    {
        Prefix = reader.RequiredText("prefix"),
        Port = reader.OptionalInt("port"),
        LocalPort = reader.OptionalInt("local_port"),
        Transport = reader.OptionalChoice("transport", ConfigNames.Transport),
        Direction = reader.Choice("direction", ConfigNames.Direction, GatewayDirection.Both),
    };

    private static TokenOptions ReadToken(MapReader reader) => new()
    {
        Sid = reader.RequiredText("sid"),
        Token = reader.Secret("token"),
    };
}
