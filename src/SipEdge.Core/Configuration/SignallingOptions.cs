namespace SipEdge.Core.Configuration;

/// <summary>What a trunk may ask beside calls, and how it is spoken to. The defaults open nothing.</summary>
public sealed record SignallingOptions
{
    public static SignallingOptions Default { get; } = new();

    /// <summary>Reject: a transfer is a call that somebody else pays for.</summary>
    public ReferMode Refer { get; init; } = ReferMode.Reject;
}
