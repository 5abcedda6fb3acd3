namespace SipEdge.Core.Configuration;

/// <summary>When an address whose calls fail is left alone.</summary>
public sealed record CircuitOptions
{
    /// <summary>Of a hundred calls in <see cref="Window"/>.</summary>
    public int FailurePercent { get; init; } = 50;

    /// <summary>Of fewer nothing is concluded.</summary>
    public int Calls { get; init; } = 10;

    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long no call goes there. Doubled each time that a trial fails.</summary>
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan OpenMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Calls that are let through then, over all loops; all of them have to go well.</summary>
    public int Trials { get; init; } = 1;
}
