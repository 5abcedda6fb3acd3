using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Admission;

/// <summary>
/// What is remembered of nonces: the one thing a decision about digest credentials cannot see in the message. Live traffic asks
/// its loop (<see cref="LoopNonces"/>); an explanation brings what is known of the moment it explains.
/// </summary>
public interface INonceJudge
{
    /// <summary>Was it made here, for this realm, and lately?</summary>
    NonceStatus Check(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> realm, long now);

    /// <summary>Uses up one count of a valid nonce (RFC 7616 §5.12).</summary>
    NonceCountStatus Use(ReadOnlySpan<byte> nonce, uint count, long now);
}
