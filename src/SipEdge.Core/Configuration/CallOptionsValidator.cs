namespace SipEdge.Core.Configuration;

internal static class CallOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var calls = options.Calls;
        Rules.Range(problems, "calls.max_calls", calls.MaxCalls, 1, 1_000_000);
        Rules.Range(problems, "calls.max_duration", calls.MaxDuration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        Rules.Range(problems, "calls.ring_timeout", calls.RingTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        if (calls.OverloadMark != 0)
        {
            Rules.Range(problems, "calls.overload_mark", calls.OverloadMark, 50, 99);
        }
        Rules.Range(problems, "calls.drain_seconds", calls.DrainSeconds, 0, 86_400);
        Rules.Range(problems, "loops", options.Loops, 0, 255);
    }
}
