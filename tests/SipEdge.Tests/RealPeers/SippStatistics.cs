using System.Globalization;

namespace SipEdge.Tests.RealPeers;

/// <summary>The cumulative counters of SIPp's last statistics line.</summary>
internal readonly record struct SippStatistics(
    int Successful, int Failed, int Retransmissions, int DeadCallMessages, int OutOfCallMessages)
{
    public static SippStatistics Read(string csvPath)
    {
        var lines = File.ReadAllLines(csvPath);
        var names = lines[0].Split(';');
        var values = lines[^1].Split(';');
        return new SippStatistics(
            Counter("SuccessfulCall(C)"),
            Counter("FailedCall(C)"),
            Counter("Retransmissions(C)"),
            Counter("DeadCallMsgs(C)"),
            Counter("OutOfCallMsgs(C)"));

        int Counter(string name) => int.Parse(values[Array.IndexOf(names, name)], CultureInfo.InvariantCulture);
    }
}
