using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Sdp;

/// <summary>What a description says about its one audio stream: the first usable m=audio line.</summary>
public struct AudioDescription
{
    /// <summary>m= lines in the description.</summary>
    public int MediaCount { get; set; }

    /// <summary>Which of them is the audio, from 0.</summary>
    public int AudioIndex { get; set; }

    /// <summary>Where its describer wants RTP.</summary>
    public MediaEndpoint Rtp { get; set; }

    /// <summary>Where its describer wants RTCP: a=rtcp (RFC 3605), else the RTP address and the next port.</summary>
    public MediaEndpoint Rtcp { get; set; }

    /// <summary>RTP/SAVP or RTP/SAVPF.</summary>
    public bool Secure { get; set; }

    /// <summary>RTP/AVPF or RTP/SAVPF (RFC 4585).</summary>
    public bool Feedback { get; set; }

    /// <summary>Tag of the a=crypto line that <see cref="Crypto"/> is from (RFC 4568 §4.1).</summary>
    public int CryptoTag { get; set; }

    /// <summary>The describer's sending key: the first a=crypto line that we can do, in its own order.</summary>
    public SrtpKey Crypto { get; set; }

    public MediaDirection Direction { get; set; }

    /// <summary>Held with address 0.0.0.0 or :: (RFC 3264 §8.4).</summary>
    public bool OnHoldByAddress { get; set; }

    /// <summary>First format of the m= line: what its describer would rather speak.</summary>
    public byte PayloadType { get; set; }

    /// <summary>RTP clock of that format in Hz; 8000 when the description does not say.</summary>
    public int ClockRate { get; set; }

    /// <summary>a=ptime in milliseconds; 0 when absent.</summary>
    public int PacketTime { get; set; }
}
