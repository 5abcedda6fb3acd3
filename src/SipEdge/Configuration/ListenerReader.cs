using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Configuration;

/// <summary>Keys of listeners and of the certificates they show.</summary>
internal static class ListenerReader
{
    public static ListenerOptions Read(MapReader reader) => new()
    {
        Name = reader.RequiredText("name"),
        Transport = reader.Choice("transport", ConfigNames.Transport, TransportKind.Udp),
        Bind = reader.RequiredText("bind"),
        Advertise = reader.Text("advertise"),
        Certificates = reader.OneOrMore("tls") ?? [],
        StrictSni = reader.Bool("strict_sni", false),
        ClientAuth = reader.Choice("client_auth", ConfigNames.ClientAuthentication, ClientAuth.None),
    };

    public static TlsOptions ReadTls(MapReader reader) => new()
    {
        Certificate = reader.File("certificate"),
        Key = reader.File("key"),
        SelfSigned = reader.Bool("self_signed", false),
        MinVersion = reader.Choice("min_version", ConfigNames.TlsVersions, TlsVersion.Tls12),
    };

    public static TlsClientOptions ReadTlsClient(MapReader reader) => new()
    {
        Ca = reader.File("ca"),
        MinVersion = reader.Choice("min_version", ConfigNames.TlsVersions, TlsVersion.Tls12),
    };
}
