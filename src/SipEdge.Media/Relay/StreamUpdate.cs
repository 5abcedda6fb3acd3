using SipEdge.Media.Quality;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>A <see cref="StreamSettings"/> on its way to the loop, with its keys already made into contexts.</summary>
internal struct StreamUpdate
{
    public MediaEndpoint Remote;
    public MediaEndpoint RemoteRtcp;
    public UInt128 SignalledFrom;
    public LatchMode Latch;
    public MediaTransport Transport;
    public bool RtcpMux;
    public bool Opaque;
    public bool Sends;
    public bool Looped;
    public byte RtpPadding;
    public byte EventPayload;
    public byte SendEventPayload;
    public bool TakeDigits;
    public byte SendPcma;
    public byte SendPcmu;
    public int ClockRate;
    public PayloadMap? Map;
    public MediaTimeouts Timeouts;
    public PayloadCodecs Codecs;

    /// <summary>Whether these replace the stream's; if not, its checks and its association go on.</summary>
    public bool NewIce;
    public bool NewDtls;
    public StreamIce? Ice;
    public StreamDtls? Dtls;

    /// <summary>Whether the contexts replace the stream's; if not, the key is the same and its state goes on.</summary>
    public bool NewReceive;
    public bool NewSend;
    public SrtpContext? Receive;
    public SrtpContext? Send;
}
