using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of how gateways are asked whether they are there.</summary>
internal static class HealthReader
{
    public static HealthOptions Read(MapReader reader)
    {
        var otherwise = new HealthOptions();
        return new HealthOptions
        {
            Interval = reader.Duration("interval", otherwise.Interval),
            Jitter = reader.OptionalDuration("jitter"),
            Timeout = reader.Duration("timeout", otherwise.Timeout),
            Success = reader.Ints("success", otherwise.Success),
            DownAfter = reader.Int("down_after", otherwise.DownAfter),
            UpAfter = reader.Int("up_after", otherwise.UpAfter),
        };
    }
}
