using SipEdge.Media.Dtls;

namespace SipEdge.Media.Relay;

/// <summary>
/// DTLS of one stream as its media loop sees it: with which address a handshake is under way, and how much its peer may still
/// send. The handshake itself is with the <see cref="HandshakeLoop"/>. Owned by the relay loop.
/// </summary>
internal sealed class StreamDtls(DtlsSettings settings, HandshakeLoop? handshakes)
{
    /// <summary>How long one such address keeps the others out.</summary>
    private const long Turn = 3_000_000_000;

    // A handshake takes some ten datagrams, and as many again when half of them are lost.
    private const int Burst = 64;
    private const long RefillTime = 50_000_000;

    private long _begunAt;
    private long _fullAt;

    public DtlsSettings Settings { get; } = settings;

    /// <summary>Null where there is no DTLS.</summary>
    public HandshakeLoop? Handshakes { get; } = handshakes;

    public int Attempt { get; private set; }

    /// <summary>With whom the present attempt is made; None: there is none.</summary>
    public MediaEndpoint Peer { get; private set; }

    public bool Established { get; set; }

    /// <summary>It was told that nothing comes of it.</summary>
    public bool Failed { get; set; }

    /// <summary>May an address that nobody vouches for have its turn?</summary>
    public bool IsFree(long now) => Peer.IsNone || now - _begunAt > Turn;

    public void Bind(MediaEndpoint peer, long now)
    {
        Attempt++;
        Peer = peer;
        _begunAt = now;
    }

    /// <summary>The peer goes on from another address that it has proven.</summary>
    public void Follow(MediaEndpoint peer) => Peer = peer;

    public void Unbind() => Peer = MediaEndpoint.None;

    /// <summary>
    /// A bucket per stream, so that whoever floods one leaves the handshake thread to the others (generic cell rate).
    /// </summary>
    public bool MaySend(long now)
    {
        var full = Math.Max(_fullAt, now) + RefillTime;
        if (full - now > Burst * RefillTime)
        {
            return false;
        }

        _fullAt = full;
        return true;
    }
}
