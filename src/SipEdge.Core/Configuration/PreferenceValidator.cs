namespace SipEdge.Core.Configuration;

internal static class PreferenceValidator
{
    /// <param name="prefer">Of the trunk or group.</param>
    /// <param name="trunks">Whose gateways it is about.</param>
    /// <param name="path">Of the trunk or group.</param>
    /// <param name="problems">Grows.</param>
    public static void Validate(
        GatewayPreference prefer, IEnumerable<(string Name, TrunkOptions Trunk)> trunks, string path, ProblemList problems)
    {
        if (prefer != GatewayPreference.LowestRtt)
        {
            return;
        }
        foreach (var (name, _) in trunks.Where(static one => one.Trunk.Health is null))
        {
            problems.Error(
                $"{path}.prefer", $"nothing measures how far the gateways of trunk '{name}' are", $"trunks.{name}.health, such as health: {{}}");
        }
    }
}
