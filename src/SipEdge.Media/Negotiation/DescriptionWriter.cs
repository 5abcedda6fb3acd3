using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Puts the session part before the lines: they are written first, so that their fingerprint tells whether the version of the
/// o= line grows (RFC 3264 §8).
/// </summary>
internal static class DescriptionWriter
{
    /// <summary>v= and o= with the longest numbers and address, and some.</summary>
    private const int MaxHead = 128;

    /// <summary>"0.0.0.0" for a description that relays nothing on a leg that never did.</summary>
    private static readonly MediaEndpoint Nowhere = new(NumericAddress.FromIpv4(0), 0);

    /// <summary>The part of a destination that the lines go to.</summary>
    public static Span<byte> Body(Span<byte> destination) =>
        destination.Length <= 2 * MaxHead ? default : destination[(2 * MaxHead)..];

    public static SdpStatus Finish(
        in SdpWriter lines, NegotiatedLeg leg, MediaEndpoint address, bool iceLite, Span<byte> destination, out int written)
    {
        written = 0;
        if (lines.Failed)
        {
            return SdpStatus.DestinationTooSmall;
        }

        address = address.IsNone ? Nowhere : address;
        var body = destination.Slice(2 * MaxHead, lines.Length);
        Span<byte> session = stackalloc byte[MaxHead];
        var tail = new SdpWriter(session);
        tail.Append("s=-\r\nc="u8);
        tail.AppendAddress(address);
        tail.Line("\r\nt=0 0"u8);
        if (iceLite)
        {
            tail.Line("a=ice-lite"u8);
        }

        var hash = new HashCode();
        hash.AddBytes(session[..tail.Length]);
        hash.AddBytes(body);
        var fingerprint = hash.ToHashCode();
        leg.Version += leg.Version == 0 || fingerprint != leg.LastDescription ? 1UL : 0;
        leg.LastDescription = fingerprint;

        var head = new SdpWriter(destination);
        head.Append("v=0\r\no=- "u8);
        head.Append(leg.SessionId);
        head.Append(" "u8);
        head.Append(leg.Version);
        head.Append(" "u8);
        head.AppendAddress(address);
        head.EndLine();
        head.Append(session[..tail.Length]);
        body.CopyTo(destination[head.Length..]);
        written = head.Length + body.Length;
        return SdpStatus.Ok;
    }
}
