namespace SipEdge.Core.Configuration;

/// <summary>Auto: 407, but 401 to REGISTER and when the header pair failed. Never both in one response.</summary>
public enum ChallengeMode : byte { Auto, Always401, Always407 }
