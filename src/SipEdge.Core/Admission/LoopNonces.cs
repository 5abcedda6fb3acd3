using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Admission;

/// <summary>The nonces of one loop: its key, and which counts were used. Owned by the loop.</summary>
public sealed class LoopNonces(NonceFactory factory, NonceCounts counts) : INonceJudge
{
    /// <summary>What was said since <see cref="Forget"/>.</summary>
    public NonceMemory Said { get; private set; }

    /// <summary>Before each decision.</summary>
    public void Forget() => Said = default;

    public NonceStatus Check(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> realm, long now)
    {
        var status = factory.Check(nonce, realm, now);
        Said = Said with { Nonce = status };
        return status;
    }

    public NonceCountStatus Use(ReadOnlySpan<byte> nonce, uint count, long now)
    {
        var status = counts.Use(nonce, count, now);
        Said = Said with { Count = status };
        return status;
    }
}
