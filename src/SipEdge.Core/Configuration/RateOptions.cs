namespace SipEdge.Core.Configuration;

/// <summary>Messages per second, and how many may come at once after a quiet time.</summary>
public sealed record RateOptions(int MessagesPerSecond, int Burst);
