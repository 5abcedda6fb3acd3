using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Admission;

/// <summary>
/// What a judge said of the nonce of one request; null where it was not asked. Enough to decide about the same request again.
/// </summary>
public readonly record struct NonceMemory(NonceStatus? Nonce, NonceCountStatus? Count);
