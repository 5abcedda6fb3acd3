using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// What a leg's own keys are derived from: made when the leg begins, so no two legs and no two attempts share a key.
/// </summary>
internal struct LegSecret
{
    private const int Length = 32;

    private Bytes _bytes;

    public void Renew() => RandomNumberGenerator.Fill(_bytes);

    public void Forget() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>The key of one line, one suite, and one generation: a re-keying is a new generation.</summary>
    public readonly SrtpKey Key(int line, uint generation, SrtpSuite suite) =>
        suite == SrtpSuite.None ? SrtpKey.None : SrtpKey.Derive(_bytes, (uint)line, generation, suite);

    [InlineArray(Length)]
    private struct Bytes
    {
        private byte _first;
    }
}
