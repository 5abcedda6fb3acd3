using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of when calls leave a gateway alone because those before have failed.</summary>
internal static class CircuitReader
{
    public static CircuitOptions Read(MapReader reader)
    {
        var otherwise = new CircuitOptions();
        return new CircuitOptions
        {
            FailurePercent = reader.Int("failure_percent", otherwise.FailurePercent),
            Calls = reader.Int("calls", otherwise.Calls),
            Window = reader.Duration("window", otherwise.Window),
            Open = reader.Duration("open", otherwise.Open),
            OpenMax = reader.Duration("open_max", otherwise.OpenMax),
            Trials = reader.Int("trials", otherwise.Trials),
        };
    }
}
