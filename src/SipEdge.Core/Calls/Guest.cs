namespace SipEdge.Core.Calls;

/// <summary>
/// A leg of another loop's call, lent for a transfer: at home the call waits with its other leg. Owned by the loop that borrowed it.
/// </summary>
/// <param name="Loop">Where it is at home.</param>
/// <param name="Slot">Of the call there.</param>
/// <param name="Generation">Of that slot.</param>
/// <param name="Side">Which leg it is.</param>
internal sealed record Guest(int Loop, int Slot, int Generation, CallSide Side)
{
    /// <summary>It has taken other media, and is to be offered again what it had.</summary>
    public bool WasOffered { get; set; }
}
