using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Configuration;

/// <summary>Keys of trunks and their gateways.</summary>
internal static class TrunkReader
{
    public static TrunkOptions Read(MapReader reader) => new()
    {
        Gateways = reader.List("gateways", ReadGateway),
        Identity = reader.Object("identity", ReadIdentity, new IdentityOptions()),
        Security = reader.OptionalChoice("security", ConfigNames.Security),
        Numbers = reader.Object("numbers", NumberReader.Read, new NumberOptions()),
    };

    private static GatewayOptions ReadGateway(MapReader reader)
    {
        var otherwise = new GatewayOptions { Name = string.Empty, Address = string.Empty };
        return new GatewayOptions
        {
            Name = reader.RequiredText("name"),
            Address = reader.RequiredText("address"),
            Port = reader.OptionalInt("port"),
            Transport = reader.Choice("transport", ConfigNames.Transport, TransportKind.Udp),
            Prefix = reader.Text("prefix"),
            Direction = reader.Choice("direction", ConfigNames.Direction, GatewayDirection.Both),
            Priority = reader.Int("priority", 0),
            Scheme = reader.Choice("scheme", ConfigNames.Scheme, UriScheme.Sip),
            Media = reader.Choice("media", ConfigNames.Media, GatewayMedia.Rtp),
            SrtpSuites = reader.Choices("srtp_suites", ConfigNames.Suite, otherwise.SrtpSuites),
            TlsName = reader.Text("tls_name"),
            Active = reader.Bool("active", true),
            Listener = reader.Text("listener"),
            InsecureSdesOk = reader.Bool("insecure_sdes_ok", false),
        };
    }

    private static IdentityOptions ReadIdentity(MapReader reader) => new()
    {
        FromUser = reader.Text("from_user"),
        FromHost = reader.Text("from_host"),
        FromDisplay = reader.Text("from_display"),
        Trust = reader.Choice("trust", ConfigNames.Trust, TrustMode.Untrusted),
        Pai = reader.OptionalChoice("pai", ConfigNames.AssertedIdentity),
    };
}
