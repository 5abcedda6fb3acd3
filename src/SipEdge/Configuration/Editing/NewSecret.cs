namespace SipEdge.Configuration.Editing;

/// <summary>A password that is made when the edit is written. ProblemPath: where its absence would be complained about.</summary>
internal sealed record NewSecret(string File, string ProblemPath);
