using SipEdge.Load.Measure;
using SipEdge.Load.Rtp;

namespace SipEdge.Load.Compare;

/// <summary>Percentiles in milliseconds.</summary>
internal sealed record Delays(double P50, double P99, double P999, double Largest, long Count)
{
    internal static Delays Of(DelayHistogram histogram) => new(
        Milliseconds(histogram.Percentile(0.5)),
        Milliseconds(histogram.Percentile(0.99)),
        Milliseconds(histogram.Percentile(0.999)),
        Milliseconds(histogram.Largest),
        histogram.Count);

    private static double Milliseconds(long nanoseconds) => (double)nanoseconds / Clock.Millisecond;
}

/// <summary>One window of calls at one rate through one system.</summary>
internal sealed record CallFigures(
    string System,
    string Variant,
    int Round,
    double Rate,
    double Seconds,
    long Started,
    long Completed,
    IReadOnlyDictionary<string, int> Failures,
    long Retransmissions,
    long Repeats,
    double CpuPerThousand,
    IReadOnlyDictionary<string, double> CpuPerThousandByProcess,
    Delays Inside,
    Delays Ringing,
    Delays Ending,
    double GeneratorHeadroom,
    Delays GeneratorLateness,
    Surroundings Surroundings,
    GcFigures? Gc,
    bool Cold);

/// <summary>One window of relayed packets.</summary>
internal sealed record RelayFigures(
    string System,
    string Kind,
    int Round,
    double Rate,
    int Streams,
    double Seconds,
    long Sent,
    long Received,
    long Lost,
    long Verified,
    long Damaged,
    double CpuMicrosecondsPerPacket,
    Delays Delay,
    double GeneratorHeadroom,
    Delays GeneratorLateness,
    Surroundings Surroundings,
    GcFigures? Gc);

/// <summary>Memory with calls held.</summary>
internal sealed record MemoryFigures(
    string System,
    int Round,
    IReadOnlyList<MemoryPoint> Points,
    double KilobytesPerCall,
    double DescriptorsPerCall);

internal sealed record MemoryPoint(int Calls, long PssKilobytes, int Descriptors);

/// <summary>The search for the highest clean rate: every step tried, and the highest that was clean.</summary>
internal sealed record SearchFigures(string System, int Round, double HighestClean, IReadOnlyList<SearchStep> Steps);

internal sealed record SearchStep(
    double Rate,
    bool Clean,
    long Failed,
    IReadOnlyDictionary<string, int> Failures,
    long Retransmissions,
    long Repeats,
    double CpuShare,
    double InsideP99,
    double GeneratorHeadroom,
    bool GeneratorLate);

/// <summary>
/// Calls completed in a second: the most at any rate, and at three times that rate; their ratio; and the share of calls that went
/// through afterwards at half of it.
/// </summary>
internal sealed record OverloadFigures(
    string System, int Round, double Most, double AtThreeTimes, double Kept, double Recovered, IReadOnlyList<OverloadStep> Steps);

internal sealed record OverloadStep(
    double Rate,
    double Offered,
    double Completed,
    double InsideP99,
    double GeneratorHeadroom,
    double GeneratorLatenessP99,
    IReadOnlyDictionary<string, int> Failures);

/// <summary>The generator sending to its own sink.</summary>
internal sealed record GeneratorFigures(double Rate, long Sent, long Received, Delays Delay, Delays Lateness, double Headroom)
{
    internal static GeneratorFigures Of(double rate, RelayStatistics statistics) => new(
        rate,
        statistics.Sent,
        statistics.Received,
        Delays.Of(statistics.Delay),
        Delays.Of(statistics.Lateness),
        statistics.Headroom);
}

/// <summary>The whole run, as kept in the file.</summary>
internal sealed record RunFigures(
    string Started,
    string Machine,
    string Kernel,
    string Revision,
    IReadOnlyDictionary<string, string> Versions,
    CompareOptions Options,
    List<CallFigures> Calls,
    List<RelayFigures> Relay,
    List<MemoryFigures> Memory,
    List<SearchFigures> Search,
    List<OverloadFigures> Overload,
    List<GeneratorFigures> GeneratorAlone,
    List<SippFigures> Sipp,
    List<string> Problems);
