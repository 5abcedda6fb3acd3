namespace SipEdge.Media.Negotiation;

/// <summary>The last description that a peer has heard of the edge: session id, version (RFC 3264 §8), and a fingerprint of it.</summary>
public readonly record struct HeardDescriptions(ulong SessionId, ulong Version, int Last);
