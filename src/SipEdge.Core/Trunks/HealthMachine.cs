namespace SipEdge.Core.Trunks;

/// <summary>
/// Up and down as a table: the first answer is enough to be up, being down takes several failures, and coming back several successes,
/// each time one after the other.
/// </summary>
internal static class HealthMachine
{
    /// <param name="state">Is changed.</param>
    /// <param name="streak">What came last, how often in a row, as far as it speaks against the state; is changed.</param>
    /// <param name="success">What came.</param>
    /// <param name="downAfter">Failures in a row.</param>
    /// <param name="upAfter">Successes in a row.</param>
    public static void Step(ref HealthState state, ref int streak, bool success, int downAfter, int upAfter) =>
        (state, streak) = (state, success) switch
        {
            (HealthState.Down, true) when streak + 1 >= upAfter => (HealthState.Up, 0),
            (HealthState.Down, true) => (HealthState.Down, streak + 1),
            (HealthState.Down, false) => (HealthState.Down, 0),
            (_, true) => (HealthState.Up, 0),
            (_, false) when streak + 1 >= downAfter => (HealthState.Down, 0),
            _ => (state, streak + 1),
        };
}
