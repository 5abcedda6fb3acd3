using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of a trunk's tls and tls_rollout.</summary>
internal static class TrunkTlsReader
{
    public static TrunkTlsOptions Read(MapReader reader) => new()
    {
        Ca = reader.File("ca"),
        ClientCertificate = reader.Text("client_certificate"),
        Pins = reader.Texts("pins"),
        MinVersion = reader.OptionalChoice("min_version", ConfigNames.TlsVersions),
        ClientNames = reader.Texts("client_names"),
        RequireClientName = reader.Bool("require_client_name", false),
    };

    public static TlsRolloutOptions ReadRollout(MapReader reader) => new()
    {
        Users = reader.Texts("users"),
        Sources = reader.Texts("sources"),
        Percent = reader.Int("percent", 0),
        Shadow = reader.Bool("shadow", false),
    };
}
