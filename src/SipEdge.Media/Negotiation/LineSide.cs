using SipEdge.Media.Dtls;
using SipEdge.Media.Ice;
using SipEdge.Media.Quality;
using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Negotiation;

/// <summary>One side of a relayed line, as the last answer left it. Plain data.</summary>
internal struct LineSide
{
    /// <summary>In place of a payload type that there is none of.</summary>
    public const byte NoPayload = 255;

    public LineSide()
    {
    }

    public MediaEndpoint Remote;
    public MediaEndpoint RemoteRtcp;
    public MediaProfile Profile;
    public KeySource Keys;

    /// <summary>What the peer encrypts with.</summary>
    public SrtpKey Receive;

    /// <summary>Suite of our own key, which the leg's secret gives for <see cref="Generation"/>.</summary>
    public SrtpSuite SendSuite;
    public uint Generation;

    /// <summary>Keys passed from leg to leg: packets are verified with the peer's and not touched.</summary>
    public bool Opaque;

    /// <summary>DTLS with the peer, when that is where keys come from.</summary>
    public DtlsSettings? Dtls;
    public uint TlsId;

    /// <summary>Null where no ICE is done.</summary>
    public IceSettings? Ice;

    public bool RtcpMux;

    /// <summary>The peer may send.</summary>
    public bool Sends;

    /// <summary>Clock of the first format.</summary>
    public int ClockRate;

    /// <summary>Payload type of the telephone-event that the peer sends.</summary>
    public byte EventPayload = NoPayload;

    /// <summary>And the one that it wants to be sent.</summary>
    public byte SendEventPayload = NoPayload;

    /// <summary>Numbers under which it takes G.711, for announcements.</summary>
    public byte SendPcma = NoPayload;
    public byte SendPcmu = NoPayload;

    /// <summary>What the dynamic payload types that it sends stand for.</summary>
    public PayloadCodecs Codecs;

    /// <summary>Its events are not relayed: they go on as INFO.</summary>
    public bool TakeDigits;

    /// <summary>Payload types of this side as the other side knows them; null when they are the same.</summary>
    public PayloadMap? Map;
}
