using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of a trunk's tls.</summary>
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
}
