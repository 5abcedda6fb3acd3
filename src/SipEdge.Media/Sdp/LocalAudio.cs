using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Sdp;

/// <summary>
/// What the edge says of itself in a description it writes: the advertised address with its RTP port (RTCP is the
/// next port), the numbers of the o= line (RFC 3264 §8), and its own sending key when the leg is secure.
/// </summary>
public readonly record struct LocalAudio(
    MediaEndpoint Rtp,
    ulong SessionId,
    ulong Version,
    bool Secure,
    int CryptoTag,
    SrtpKey Crypto)
{
    /// <summary>
    /// A second key to offer, with the tag after <see cref="CryptoTag"/>; None offers one. An answer names the tag it
    /// took. Never written into an answer.
    /// </summary>
    public SrtpKey AlternateCrypto { get; init; }
}
