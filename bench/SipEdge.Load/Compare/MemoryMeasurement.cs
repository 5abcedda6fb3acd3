using SipEdge.Load.Sip;
using SipEdge.Load.Systems;

namespace SipEdge.Load.Compare;

/// <summary>Pss with more and more calls held, media ports open, no audio; what one call takes is the slope.</summary>
internal static class MemoryMeasurement
{
    private const int Steps = 3;

    internal static MemoryFigures Measure(SystemUnderTest system, CallLoad load, int round, int calls)
    {
        var points = new List<MemoryPoint> { Read(system, load, 0) };
        for (int step = 1; step <= Steps; step++)
        {
            RelayMeasurement.Hold(load, calls / Steps, MediaOffer.Plain);
            points.Add(Read(system, load, step * (calls / Steps)));
        }

        RelayMeasurement.HangUp(load);
        return new(system.Name, round, points, Slope(points, point => point.PssKilobytes),
            Slope(points, point => point.Descriptors));
    }

    private static MemoryPoint Read(SystemUnderTest system, CallLoad load, int calls)
    {
        load.TurnFor(TimeSpan.FromSeconds(2));
        return new(calls, system.PssKilobytes, system.Descriptors);
    }

    /// <summary>Least squares.</summary>
    private static double Slope(List<MemoryPoint> points, Func<MemoryPoint, double> value)
    {
        double meanCalls = points.Average(point => point.Calls);
        double meanValue = points.Average(value);
        return points.Sum(point => (point.Calls - meanCalls) * (value(point) - meanValue))
            / points.Sum(point => (point.Calls - meanCalls) * (point.Calls - meanCalls));
    }
}
