namespace SipEdge.Core.Configuration;

/// <summary>When calls leave an address alone because those before have failed. Immutable after construction.</summary>
public sealed class CircuitRules(CircuitOptions options, ConfigLine line)
{
    public const int MostTrials = 20;

    public int FailurePercent => options.FailurePercent;

    public int Calls => options.Calls;

    public long WindowMs { get; } = (long)options.Window.TotalMilliseconds;

    public int Trials => options.Trials;

    public ConfigLine Line => line;

    private long OpenMs { get; } = (long)options.Open.TotalMilliseconds;

    private long OpenMaxMs { get; } = (long)options.OpenMax.TotalMilliseconds;

    /// <summary>How long it stays open when that has happened <paramref name="before"/> times in a row already.</summary>
    public long OpenFor(int before) => Math.Min(OpenMs << before, OpenMaxMs);

    /// <summary>A trial that has not ended in this time holds no place any more.</summary>
    public long TrialMs => OpenMs;

    /// <summary>Closed for so long, it begins anew.</summary>
    public long ForgetMs => OpenMaxMs;

    /// <summary>Whether so many say that it should open.</summary>
    public bool IsTooMany(int failures, int calls) => calls >= Calls && failures * 100L >= (long)FailurePercent * calls;
}
