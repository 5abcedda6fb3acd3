namespace SipEdge.Core.Configuration;

/// <summary>A place in a file as an editor counts it: both from 1; 0 when unknown.</summary>
public readonly record struct ConfigPosition(int Line, int Column);
