using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;

namespace SipEdge.Configuration;

/// <summary>Keys of a trunk's credentials.</summary>
internal static class TrunkAuthReader
{
    public static TrunkAuthOptions Read(MapReader reader) => new()
    {
        Username = reader.RequiredText("username"),
        Password = reader.Secret("password"),
        Ha1 = reader.Object("ha1", AdmissionReader.ReadHa1),
        Realms = reader.Texts("realms"),
        MinAlgorithm = reader.Choice("min_algorithm", ConfigNames.Algorithm, DigestAlgorithm.Md5),
        RequireTlsForAuth = reader.Bool("require_tls_for_auth", false),
        WhenRefused = reader.Choice("when_refused", ConfigNames.WhenRefused, WhenRefused.Refuse),
    };
}
