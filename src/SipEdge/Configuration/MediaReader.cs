using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of media.</summary>
internal static class MediaReader
{
    public static MediaOptions Read(MapReader reader)
    {
        var otherwise = new MediaOptions();
        reader.Replaced("latch", "policy.nat: yes for learn, no for off, or nothing: auto");
        return new MediaOptions
        {
            Ipv4 = reader.Object("ipv4", ReadAddress),
            Ipv6 = reader.Object("ipv6", ReadAddress),
            PortMin = reader.Int("port_min", otherwise.PortMin),
            PortMax = reader.Int("port_max", otherwise.PortMax),
            PaceMs = reader.Int("pace_ms", otherwise.PaceMs),
            Policy = reader.Object("policy", MediaPolicyReader.Read, otherwise.Policy),
        };
    }

    private static MediaAddressOptions ReadAddress(MapReader reader) => new()
    {
        Address = reader.RequiredText("address"),
        Advertise = reader.Text("advertise"),
    };
}
