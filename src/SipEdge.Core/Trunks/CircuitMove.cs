namespace SipEdge.Core.Trunks;

/// <summary>What a circuit did just now; the default: nothing.</summary>
/// <param name="Failures">Of <paramref name="Calls"/>, where calls have been counted.</param>
/// <param name="OpenMs">For how long it is open.</param>
internal readonly record struct CircuitMove(CircuitPhase From, CircuitPhase To, int Failures, int Calls, long OpenMs)
{
    public bool IsChange => From != To;
}
