using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Admission;

/// <summary>
/// A judge for explanations. It repeats what was said at the time; a nonce that nobody was asked about it takes as valid and
/// unused, because what is explained then is the rest.
/// </summary>
public sealed class RememberedNonces(NonceMemory memory) : INonceJudge
{
    public NonceStatus Check(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> realm, long now) => memory.Nonce ?? NonceStatus.Valid;

    public NonceCountStatus Use(ReadOnlySpan<byte> nonce, uint count, long now) => memory.Count ?? NonceCountStatus.Fresh;
}
