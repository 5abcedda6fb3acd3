using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>What a description says of one line that may be relayed: a window that cannot outlive the description.</summary>
internal ref struct LineView
{
    public MediaKind Kind;
    public MediaProfile Profile;

    /// <summary>Where its describer wants RTP or UDPTL.</summary>
    public MediaEndpoint Remote;

    /// <summary>Where its describer wants RTCP: a=rtcp (RFC 3605), else the next port.</summary>
    public MediaEndpoint RemoteRtcp;

    /// <summary>It said so with a=rtcp.</summary>
    public bool NamesRtcp;

    /// <summary>As meant: holding by an address of zeros is in it.</summary>
    public MediaDirection Direction;

    /// <summary>Milliseconds; 0 when absent.</summary>
    public int PacketTime;

    public int MaxPacketTime;

    /// <summary>RTP and RTCP on one port (RFC 5761).</summary>
    public bool RtcpMux;

    /// <summary>It has an a=crypto line, usable or not.</summary>
    public bool HasCrypto;

    /// <summary>DTLS and ICE, the session's where the line does not say.</summary>
    public TransportView Transport;

    /// <summary>The name by which the describer groups it (RFC 5888); empty without.</summary>
    public ReadOnlySpan<byte> Mid;

    /// <summary>The lines of its section.</summary>
    public SdpLines Lines;

    /// <summary>It names a certificate by a hash that we believe.</summary>
    public readonly bool HasFingerprint => !Transport.Fingerprint.IsNone;
}
