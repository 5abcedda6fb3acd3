namespace SipEdge.Core.Trunks;

/// <summary>The last change of a circuit, for people.</summary>
/// <param name="Why">With the figures that decided.</param>
public sealed record CircuitChange(CircuitPhase To, string Why, DateTimeOffset Time);
