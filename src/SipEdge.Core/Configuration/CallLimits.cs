namespace SipEdge.Core.Configuration;

/// <summary>How many calls a trunk or a group carries, and what becomes of one more. Immutable.</summary>
public sealed class CallLimits(CallLimitOptions options, ConfigLine line)
{
    public static CallLimits None { get; } = new(new CallLimitOptions(), default);

    public int MaxCalls { get; } = options.MaxCalls ?? int.MaxValue;

    public int MaxInbound { get; } = options.MaxInbound ?? int.MaxValue;

    public int MaxOutbound { get; } = options.MaxOutbound ?? int.MaxValue;

    public long MaxKbit { get; } = options.KbitPerSecond ?? long.MaxValue;

    /// <summary>0: any.</summary>
    public int CallsPerSecond { get; } = options.CallsPerSecond ?? 0;

    public int FullStatus { get; } = options.FullStatus;

    public bool FailsOver { get; } = options.OnFull == FullTrunkMode.Next;

    public ConfigLine Line { get; } = line;
}
