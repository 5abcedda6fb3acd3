namespace SipEdge.Core.Configuration;

/// <summary>An error keeps the configuration from being used; a warning is told and lived with.</summary>
public enum ProblemSeverity : byte { Error, Warning }
