namespace SipEdge.Core.Configuration;

/// <summary>RFC 3261 §17.1.1.1 and table 4; every other timer follows from these.</summary>
public sealed record TimerOptions
{
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);
}
