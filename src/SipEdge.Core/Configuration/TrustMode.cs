namespace SipEdge.Core.Configuration;

/// <summary>Whether a trunk is inside our trust domain (RFC 3325 §2.3), in both directions.</summary>
public enum TrustMode : byte { Untrusted, Trusted }
