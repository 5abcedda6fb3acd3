namespace SipEdge.Core.Configuration;

/// <summary>Whether an asserted identity leaves the trust domain where its owner did not ask for privacy (RFC 3325 §7).</summary>
public enum UntrustedIdentityMode : byte { Never, WhenNotPrivate }
