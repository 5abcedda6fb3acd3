using SipEdge.Core.Configuration;

namespace SipEdge.Configuration.Editing;

/// <summary>What became of an edit of a configuration file.</summary>
internal sealed record FileEditResult(string File, IReadOnlyList<EditChange> Changes)
{
    /// <summary>Of the file as it would be, as <c>sipedge check</c> tells them. With an error nothing was written.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>What follows from the edit without having been asked for.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The passwords that got files, or would.</summary>
    public IReadOnlyList<NewSecret> Secrets { get; init; } = [];

    /// <summary>Unified; null when the text stays as it is.</summary>
    public string? Diff { get; init; }

    public bool Written { get; init; }

    public bool HasErrors => Problems.Any(static problem => problem.Severity == ProblemSeverity.Error);
}
