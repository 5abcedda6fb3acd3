using SipEdge.Load.Measure;

namespace SipEdge.Load.Sip;

/// <summary>What became of the calls that were started while this was the current statistics.</summary>
internal sealed class CallStatistics
{
    /// <summary>For calls nobody asks about, such as those of the warm-up.</summary>
    internal static CallStatistics Unwatched { get; } = new();

    internal long Started;
    internal long Answered;
    internal long Completed;

    /// <summary>Requests this side sent again after 500 ms, and those that came to the callee twice.</summary>
    internal long Retransmissions;
    internal long Repeats;

    internal readonly SortedDictionary<string, int> Failures = [];

    /// <summary>From the INVITE with credentials sent to the INVITE received by the callee.</summary>
    internal readonly DelayHistogram Inside = new();

    /// <summary>From the first INVITE sent to 180 received, the 407 round included.</summary>
    internal readonly DelayHistogram Ringing = new();

    /// <summary>From BYE sent to its 200 received.</summary>
    internal readonly DelayHistogram Ending = new();

    internal long Failed
    {
        get
        {
            long sum = 0;
            foreach (var failure in Failures)
            {
                sum += failure.Value;
            }

            return sum;
        }
    }

    internal bool Clean => Failed == 0 && Retransmissions == 0 && Repeats == 0;
}
