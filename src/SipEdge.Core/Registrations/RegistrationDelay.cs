using SipEdge.Core.Configuration;

namespace SipEdge.Core.Registrations;

/// <summary>How long a registration waits before its next REGISTER, in milliseconds.</summary>
internal static class RegistrationDelay
{
    /// <summary>No registration is refreshed more often, however short a time its registrar grants.</summary>
    private const long ShortestRefreshMs = 15_000;

    /// <summary>All begin within this time when the edge starts, so that a carrier is not asked by a thousand at once.</summary>
    private const long SpreadMs = 2_000;

    public static long Start(uint draw) => draw % SpreadMs;

    /// <summary>
    /// Between 70 and 85 percent of what was granted: time for all of a transaction's retransmissions is left, and a thousand that
    /// began together do not stay together.
    /// </summary>
    /// <param name="granted">Seconds.</param>
    /// <param name="draw">Random.</param>
    public static long Refresh(int granted, uint draw) => Math.Max(ShortestRefreshMs, granted * (700L + (draw % 150)));

    /// <summary>Doubles up to the most, and is somewhere in the upper half of that (RFC 5626 §4.5).</summary>
    /// <param name="rules">Of the trunk.</param>
    /// <param name="failures">One after the other before this one.</param>
    /// <param name="draw">Random.</param>
    public static long Retry(RegisterModel rules, int failures, uint draw)
    {
        var whole = Math.Min(rules.RetryMaxMs, rules.RetryMs << Math.Min(failures, 20));
        return (whole / 2) + (draw % ((whole / 2) + 1));
    }

    /// <summary>After a refusal that trying again soon does not cure.</summary>
    public static long Denied(RegisterModel rules, uint draw) => (rules.RetryDeniedMs / 10 * 9) + (draw % (rules.RetryDeniedMs / 10));
}
