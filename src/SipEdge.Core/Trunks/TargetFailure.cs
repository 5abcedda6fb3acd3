namespace SipEdge.Core.Trunks;

/// <summary>An attempt that failed.</summary>
/// <param name="Status">0: nothing was answered.</param>
/// <param name="Reason">The stable reason code.</param>
public sealed record TargetFailure(DateTimeOffset Time, string Gateway, string Address, int Status, string Reason);
