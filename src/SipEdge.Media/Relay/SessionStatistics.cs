namespace SipEdge.Media.Relay;

/// <summary>Both sides of a session as they were when it was closed.</summary>
public readonly record struct SessionStatistics(StreamStatistics A, StreamStatistics B);
