using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Negotiation;

/// <summary>One side of a relayed line, as the last answer left it. Plain data.</summary>
internal struct LineSide
{
    /// <summary>What stands in <see cref="EventPayload"/> where there is none.</summary>
    public const byte NoPayload = 255;

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

    public bool RtcpMux;

    /// <summary>The peer may send.</summary>
    public bool Sends;

    /// <summary>Clock of the first format.</summary>
    public int ClockRate;

    /// <summary>Payload type of the telephone-event that the peer sends.</summary>
    public byte EventPayload;

    /// <summary>And the one that it wants to be sent.</summary>
    public byte SendEventPayload;

    /// <summary>Numbers under which it takes G.711, for announcements.</summary>
    public byte SendPcma;
    public byte SendPcmu;

    /// <summary>Its events are not relayed: they go on as INFO.</summary>
    public bool TakeDigits;

    /// <summary>Payload types of this side as the other side knows them; null when they are the same.</summary>
    public PayloadMap? Map;
}
