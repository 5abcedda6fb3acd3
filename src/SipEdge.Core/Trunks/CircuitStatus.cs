namespace SipEdge.Core.Trunks;

/// <summary>A circuit at one moment, for people.</summary>
/// <param name="Why">Empty while it has never opened.</param>
/// <param name="Since">Of the last change; null while there was none.</param>
public sealed record CircuitStatus(CircuitPhase Phase, string Why, DateTimeOffset? Since);
