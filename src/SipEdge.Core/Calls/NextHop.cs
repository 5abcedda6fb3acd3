using SipEdge.Core.Configuration;
using SipEdge.Core.Repairs;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>Where the next request of a dialog goes (RFC 3261 §12.2.1.1 and §8.1.2).</summary>
internal static class NextHop
{
    /// <summary>
    /// The first Route, or the remote target. The peer's own address and connection are used instead where the dialog names a
    /// host by name, where it names a private address while the peer speaks from another (RFC 3581: it sits behind NAT),
    /// where it names what is no single host (multicast), and on connections, which are used again (RFC 5923).
    /// Deviates: a host name is not looked up (RFC 3263); requests for it go to where the peer speaks from.
    /// </summary>
    /// <param name="dialog">Whose Route and Contact count.</param>
    /// <param name="peer">Where the peer speaks from.</param>
    /// <param name="nat">The rule of its leg (V-22): always where it speaks from, never, or as above.</param>
    public static Flow Of(Dialog dialog, in Flow peer, NatMode nat) => Of(dialog.NextHopUri, peer, nat);

    /// <summary>
    /// The same by the rules of a leg. No Contact that passed an ALG is believed: it names the right address with the port inside, or
    /// the address of yesterday, while the way that the message took is open. What proxies say in Record-Route is believed.
    /// </summary>
    public static Flow Of(Dialog dialog, in Flow peer, MediaRules rules, out AlgDamage repaired)
    {
        var hop = Of(dialog, peer, rules.Leg.Nat);
        repaired = rules.AlgRepair && hop != peer && dialog.RouteCount == 0 ? AlgDamage.Contact : AlgDamage.None;
        return repaired == AlgDamage.None ? hop : peer;
    }

    /// <summary>The same of a URI that is the first Route, or the remote target.</summary>
    public static Flow Of(ReadOnlySpan<byte> next, in Flow peer, NatMode nat)
    {
        if (nat == NatMode.Yes || peer.Transport != TransportKind.Udp
            || !SipUriView.TryParse(next, out var uri)
            || uri.TryGetParameter("transport"u8, out var transport) && !transport.SequenceEqual("udp"u8)
            || !SocketEndpoint.TryParseHost(uri.Host, (ushort)(uri.Port == 0 ? 5060 : uri.Port), out var named)
            || named.IsIpv4 != peer.Remote.IsIpv4
            || !named.IsUnicast
            || (nat == NatMode.Auto && named.Address != peer.Remote.Address && PrivateAddress.Is(named)))
        {
            return peer;
        }
        return peer with { Remote = named };
    }
}
