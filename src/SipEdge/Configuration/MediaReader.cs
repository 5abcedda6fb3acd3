using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of media.</summary>
internal static class MediaReader
{
    public static MediaOptions Read(MapReader reader)
    {
        var otherwise = new MediaOptions();
        return new MediaOptions
        {
            Ipv4 = reader.Object("ipv4", ReadAddress),
            Ipv6 = reader.Object("ipv6", ReadAddress),
            PortMin = reader.Int("port_min", otherwise.PortMin),
            PortMax = reader.Int("port_max", otherwise.PortMax),
            PaceMs = reader.Int("pace_ms", otherwise.PaceMs),
            Latch = reader.Choice("latch", ConfigNames.Latch, otherwise.Latch),
        };
    }

    private static MediaAddressOptions ReadAddress(MapReader reader) => new()
    {
        Address = reader.RequiredText("address"),
        Advertise = reader.Text("advertise"),
    };
}
