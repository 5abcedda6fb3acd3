using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Admission;

/// <summary>The nonces of one loop: its key, and which counts were used. Owned by the loop.</summary>
public sealed class LoopNonces(NonceFactory factory, NonceCounts counts) : INonceJudge
{
    public NonceStatus Check(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> realm, long now) => factory.Check(nonce, realm, now);

    public NonceCountStatus Use(ReadOnlySpan<byte> nonce, uint count, long now) => counts.Use(nonce, count, now);
}
