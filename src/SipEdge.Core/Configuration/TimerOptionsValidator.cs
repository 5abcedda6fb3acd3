namespace SipEdge.Core.Configuration;

internal static class TimerOptionsValidator
{
    public static void Validate(TimerOptions timers, ProblemList problems)
    {
        Rules.Range(problems, "timers.t1", timers.T1, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
        Rules.Range(problems, "timers.t2", timers.T2, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(32));
        Rules.Range(problems, "timers.t4", timers.T4, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(32));
        if (timers.T2 < timers.T1)
        {
            problems.Error("timers.t2", "t2 caps what t1 starts, so it cannot be shorter");
        }
    }
}
