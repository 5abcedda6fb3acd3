namespace SipEdge.Sip.Resolution;

/// <summary>Answers while they hold, "there is none" among them (RFC 2308). A failure is not kept. Safe to use from any thread.</summary>
public sealed class DnsCache(DnsSettings settings, TimeProvider time)
{
    /// <summary>A configuration has hundreds of names at most; beyond this the cache starts afresh.</summary>
    private const int MostAnswers = 8192;

    // A name that was just set up must not stay unknown for the hour that some zones ask for.
    private static readonly TimeSpan MaxNegative = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<DnsQuestion, (DnsAnswer Answer, long At)> _answers = [];
    private readonly long _start = time.GetTimestamp();

    /// <summary>With the seconds that are left of it; null when it is not known, or not any more.</summary>
    public DnsAnswer? Find(DnsQuestion question)
    {
        lock (_lock)
        {
            if (!_answers.TryGetValue(question, out var kept))
            {
                return null;
            }
            var left = kept.At - Now;
            if (left <= 0)
            {
                _answers.Remove(question);
                return null;
            }
            return kept.Answer with { Ttl = (uint)((left + 999) / 1000) };
        }
    }

    /// <returns>The answer with the time it will be kept.</returns>
    public DnsAnswer Keep(DnsQuestion question, DnsAnswer answer)
    {
        if (answer.Outcome == DnsOutcome.Failed)
        {
            return answer;
        }
        var most = answer.Outcome == DnsOutcome.Found || settings.MaxTtl < MaxNegative ? settings.MaxTtl : MaxNegative;
        var ttl = Math.Clamp(answer.Ttl, settings.MinTtl.TotalSeconds, Math.Max(settings.MinTtl.TotalSeconds, most.TotalSeconds));
        lock (_lock)
        {
            if (_answers.Count >= MostAnswers)
            {
                _answers.Clear();
            }
            _answers[question] = (answer, Now + (long)(ttl * 1000));
        }
        return answer with { Ttl = (uint)Math.Ceiling(ttl) };
    }

    private long Now => (long)time.GetElapsedTime(_start).TotalMilliseconds;
}
