using SipEdge.Media.Ice;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// The edge's side of ICE, as a lite agent: its one address, and credentials (RFC 8839 §5). ICE goes with DTLS here; a peer that
/// offers it without is answered without, and uses the address of its c= line. RTCP of a DTLS side shares the port of RTP, so
/// there is one component.
/// </summary>
internal static class IceAttributes
{
    /// <summary>Those of the peer; null when it does no ICE with us: it names none, or is a lite agent as we are.</summary>
    public static IceCredentials? OfPeer(in LineView line) =>
        !line.Transport.IceLite
        && IceCredentials.TryCreate(line.Transport.IceFragment, line.Transport.IcePassword, out var credentials)
            ? credentials
            : null;

    public static void Write(scoped ref SdpWriter writer, IceCredentials local, MediaEndpoint address)
    {
        writer.Append("a=ice-ufrag:"u8);
        writer.Line(local.Fragment);
        writer.Append("a=ice-pwd:"u8);
        writer.Line(local.Password);

        // The priority of a host candidate (RFC 8445 §5.1.2.1).
        Span<byte> text = stackalloc byte[NumericAddress.MaxTextLength];
        address.TryFormatHost(text, out var length);
        writer.Append("a=candidate:1 1 UDP 2130706431 "u8);
        writer.Append(text[..length]);
        writer.Append(" "u8);
        writer.Append(address.Port);
        writer.Line(" typ host"u8);
        writer.Line("a=end-of-candidates"u8);
    }
}
