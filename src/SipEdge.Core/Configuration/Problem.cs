using System.Globalization;

namespace SipEdge.Core.Configuration;

/// <summary>
/// One complaint about a configuration. Never holds a secret: messages quote names and addresses, not passwords or tokens.
/// Path: keys from the root, <c>acls.office.addresses[2].prefix</c>. Suggestion: the nearest valid name, when something was
/// probably mistyped.
/// </summary>
public sealed record Problem(
    string Path, string Message, string? Expected = null, string? Suggestion = null,
    ProblemSeverity Severity = ProblemSeverity.Error)
{
    public string? File { get; init; }

    public ConfigPosition Position { get; init; }

    /// <summary>One line in the form that editors and terminals turn into a link.</summary>
    public override string ToString()
    {
        var place = (File, Position.Line) switch
        {
            (null, _) => string.Empty,
            (_, 0) => $"{File}: ",
            _ => string.Create(CultureInfo.InvariantCulture, $"{File}:{Position.Line}:{Position.Column}: "),
        };
        var path = Path.Length == 0 ? string.Empty : $"{Path}: ";
        var expected = Expected is null ? string.Empty : $"; expected {Expected}";
        var suggestion = Suggestion is null ? string.Empty : $"; did you mean '{Suggestion}'?";
        return $"{place}{(Severity == ProblemSeverity.Error ? "error" : "warning")}: {path}{Message}{expected}{suggestion}";
    }
}
