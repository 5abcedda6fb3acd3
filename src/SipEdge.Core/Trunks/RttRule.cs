namespace SipEdge.Core.Trunks;

/// <summary>
/// By which round trip calls choose. The measured one moves with every answer, and two addresses that are as far would change places
/// all day: calls go by a figure that stays until the measured one has left it for good.
/// </summary>
internal static class RttRule
{
    private const double LeastMs = 5;
    private const double LeastShare = 0.25;

    /// <param name="steady">What calls go by; null: nothing was measured before.</param>
    /// <param name="measured">Smoothed.</param>
    /// <returns>What calls go by from now on.</returns>
    public static double Follow(double? steady, double measured) =>
        steady is { } known && Math.Abs(measured - known) <= Math.Max(LeastMs, LeastShare * known) ? known : measured;
}
