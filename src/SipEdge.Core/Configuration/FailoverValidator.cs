using System.Globalization;

namespace SipEdge.Core.Configuration;

internal static class FailoverValidator
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void Validate(FailoverOptions failover, string path, ProblemList problems)
    {
        for (var i = 0; i < failover.Retry.Length; i++)
        {
            ValidateRetry(failover.Retry[i], $"{path}.retry[{i}]", problems);
        }
        for (var i = 0; i < failover.Stop.Length; i++)
        {
            if (!failover.Retry.Contains(failover.Stop[i]))
            {
                problems.Warning($"{path}.stop[{i}]", Invariant($"{failover.Stop[i]} is not in retry, so it stops anyway"));
            }
        }
        Rules.Range(
            problems, $"{path}.attempt_timeout", failover.AttemptTimeout, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1));
        Rules.Range(problems, $"{path}.memory", failover.Memory, TimeSpan.Zero, TimeSpan.FromHours(1));
        if (failover.RingTimeout is { } ring)
        {
            Rules.Range(problems, $"{path}.ring_timeout", ring, TimeSpan.FromSeconds(1), Day);
        }
        if (failover.OverallTimeout is { } overall)
        {
            Rules.Range(problems, $"{path}.overall_timeout", overall, TimeSpan.FromSeconds(1), Day);
        }
    }

    private static void ValidateRetry(int status, string path, ProblemList problems)
    {
        switch (status)
        {
            case >= 600 and < 700:
                problems.Error(path, "6xx says that no one else is to be asked (RFC 3261 §21.6)");
                break;
            case < 400 or >= 700:
                problems.Error(path, Invariant($"{status} is no failure"), "400 to 599");
                break;
            case 401 or 407 or 487:
                problems.Error(path, Invariant($"{status} is the edge's own business: a challenge, or what it cancelled"));
                break;
            case 480 or 486:
                problems.Warning(path, Invariant($"{status} is an answer about the called user, whose telephone would ring again"));
                break;
            default:
                break;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
