using System.Collections.Immutable;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Srtp;

namespace SipEdge.Core.Configuration;

/// <summary>Whether and how audio is encrypted. A key that is not given is that of the less specific block.</summary>
public sealed record SrtpOptions
{
    /// <summary>Not given: what a peer offers is taken either way, and plain RTP is offered to it.</summary>
    public SrtpMode? Mode { get; init; }

    public SrtpKeying? Keying { get; init; }

    /// <summary>Best first.</summary>
    public ImmutableArray<SrtpSuite>? Suites { get; init; }

    /// <summary>Keys that are sent keep the "=" at the end of their base64 (RFC 4568 §6.1 leaves it open).</summary>
    public bool? SdesBase64Padding { get; init; }

    /// <summary>Bytes that the encrypted payload is padded to a multiple of. 0: none.</summary>
    public int? RtpPadding { get; init; }

    public SrtpTermination? Termination { get; init; }

    public SrtpOptions Over(SrtpOptions other) => new()
    {
        Mode = Mode ?? other.Mode,
        Keying = Keying ?? other.Keying,
        Suites = Suites ?? other.Suites,
        SdesBase64Padding = SdesBase64Padding ?? other.SdesBase64Padding,
        RtpPadding = RtpPadding ?? other.RtpPadding,
        Termination = Termination ?? other.Termination,
    };
}
