using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

internal static class DnsReader
{
    public static DnsOptions Read(MapReader reader)
    {
        var otherwise = new DnsOptions();
        return new DnsOptions
        {
            Servers = reader.Texts("servers"),
            Timeout = reader.OptionalDuration("timeout"),
            Attempts = reader.OptionalInt("attempts"),
            MinTtl = reader.Duration("min_ttl", otherwise.MinTtl),
            MaxTtl = reader.Duration("max_ttl", otherwise.MaxTtl),
            StartWait = reader.Duration("start_wait", otherwise.StartWait),
        };
    }
}
