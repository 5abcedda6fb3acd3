using SipEdge.Admin;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;
using SipEdge.Sip.Resolution;

namespace SipEdge.Cli;

/// <summary>What a name of the configuration stands for now; Error when for nothing.</summary>
internal sealed record ResolvedName(string Name, string Path, IReadOnlyList<PlaceReport> Places, string? Error)
{
    public static ResolvedName Of(ConfiguredName name, SipPlan plan) => new(
        name.Host.ToString(),
        name.Path,
        [.. plan.Places.Select(static place => new PlaceReport(
            place.Address.ToString(), TransportSettings.Name(place.Transport), place.Priority, place.Weight, place.Origin))],
        plan.Failure);

    /// <summary>One line for each place, or why there is none. For eyes and for grep; not cut.</summary>
    public IEnumerable<string> Lines => Places.Count == 0
        ? [$"{Name}  {Path}  {Error}"]
        : Places.Select(place => $"{Name}  {Path}  {place.Transport} {place.Address}  {place.Origin}"
            + (place.Origin.StartsWith("SRV", StringComparison.Ordinal) ? FormattableString.Invariant($" {place.Priority}/{place.Weight}") : ""));
}
