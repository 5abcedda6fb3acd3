using System.Text.Json.Serialization;
using SipEdge.Admin;

namespace SipEdge.Cli;

/// <summary>
/// An edit of a configuration as <c>--json</c> prints it. Reload: only with <c>--reload</c>. Diff: only with <c>--dry-run</c>.
/// </summary>
internal sealed record EditReport(
    string Configuration,
    bool Written,
    IReadOnlyList<EditChangeReport> Changes,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Secrets,
    IReadOnlyList<ProblemReport> Problems,
    string? Diff,
    ReloadReport? Reload);

/// <summary>Outcome: "added", "already_there", "changed", "removed" or "not_there".</summary>
internal sealed record EditChangeReport(string Outcome, string What, string Path);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EditReport))]
internal sealed partial class EditJson : JsonSerializerContext;
