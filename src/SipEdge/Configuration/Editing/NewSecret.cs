namespace SipEdge.Configuration.Editing;

/// <summary>
/// A password that is kept in a file of its own when the edit is written. ProblemPath: where its absence would be complained about.
/// Content: what it is; null: one that is made up.
/// </summary>
internal sealed record NewSecret(string File, string ProblemPath, string? Content = null)
{
    public override string ToString() => File;
}
