using System.Collections.Immutable;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Negotiation;

/// <summary>What an operator lets a leg's descriptions say: one for each trunk and gateway. Immutable.</summary>
public sealed record LegPolicy
{
    /// <summary>Audio of any codec, relayed; SRTP where the peer offers it.</summary>
    public static LegPolicy Default { get; } = new();

    public CodecRules Codecs { get; init; } = CodecRules.All;

    public SrtpOffer Srtp { get; init; }

    public SrtpKeying Keying { get; init; }

    /// <summary>Suites that are offered and taken, best first. Never empty.</summary>
    public ImmutableArray<SrtpSuite> Suites { get; init; } =
        [SrtpSuite.AesCm128HmacSha1_80, SrtpSuite.AesCm128HmacSha1_32];

    /// <summary>Keep the "=" at the end of a key's base64 text, which RFC 4568 §6.1 leaves open. Both are read.</summary>
    public bool Base64Padding { get; init; }

    /// <summary>What the relay pads SRTP payload to, in bytes (RFC 3550 §5.1); 0 does not.</summary>
    public int RtpPadding { get; init; }

    /// <summary>Where both legs say so, the keys pass from leg to leg and the edge verifies packets but cannot read them.</summary>
    public bool EndToEnd { get; init; }

    /// <summary>a=ptime towards the leg in milliseconds; 0 passes the other side's.</summary>
    public int PacketTime { get; init; }

    public DtmfMode Dtmf { get; init; }

    public NatMode Nat { get; init; }

    /// <summary>Where both legs say so, the ends send to each other and the edge relays no media.</summary>
    public bool Direct { get; init; }

    /// <summary>Video lines are relayed where both legs say so.</summary>
    public bool Video { get; init; }

    /// <summary>T.38 lines are relayed where both legs say so.</summary>
    public bool Fax { get; init; }
}
