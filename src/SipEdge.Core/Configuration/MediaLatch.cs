namespace SipEdge.Core.Configuration;

/// <summary>Whether a stream may learn its far address from the first packets, or keeps to what was signalled.</summary>
public enum MediaLatch : byte { Learn, Off }
