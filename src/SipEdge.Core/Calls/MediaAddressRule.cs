using SipEdge.Core.Configuration;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Calls;

/// <summary>
/// May the edge send media to an address that a peer names? Whoever names one of our network would have us send packets into it. A
/// pure function.
/// </summary>
internal static class MediaAddressRule
{
    private const uint Broadcast = 0xFFFF_FFFF;

    /// <param name="described">From the description; not that of a held line.</param>
    /// <param name="source">Where the description came from.</param>
    /// <param name="rules">Of the leg.</param>
    /// <param name="own">The edge's addresses and ports.</param>
    public static MediaAddressDecision Decide(MediaEndpoint described, UInt128 source, MediaRules rules, OwnPlaces own)
    {
        var kind = AddressClasses.Of(described.Address);
        if (own.HasListener(described.Address, described.Port))
        {
            return Refused(MediaAddressFault.Own, ConfigLine.None);
        }
        if (own.HasMedia(described.Address, described.Port))
        {
            // A call that comes back with its description unchanged. The relay joins the two, and lets nothing go round.
            return Taken(rules);
        }
        if (kind == AddressClass.Multicast || (described.IsIpv4 && (uint)described.Address == Broadcast))
        {
            return Refused(MediaAddressFault.Multicast, ConfigLine.None);
        }
        if (described.Address == source)
        {
            return rules.SdpAddresses == SdpAddressMode.Public && kind != AddressClass.Global
                ? Refused(MediaAddressFault.NotPublic, rules.AddressesLine)
                : Taken(rules);
        }
        if (kind == AddressClass.Loopback && AddressClasses.Of(source) != AddressClass.Loopback)
        {
            return Refused(MediaAddressFault.Loopback, ConfigLine.None);
        }
        if (kind == AddressClass.Global || rules.SdpAddresses == SdpAddressMode.Any)
        {
            return Taken(rules);
        }
        if (rules.SdpAddresses == SdpAddressMode.Public)
        {
            return Refused(MediaAddressFault.NotPublic, rules.AddressesLine);
        }
        if (AddressClasses.Of(source) != AddressClass.Global)
        {
            return Taken(rules);
        }
        return rules.Leg.Nat == NatMode.No || rules.Leg.Direct
            ? Refused(MediaAddressFault.NotPublicOfPublic, rules.AddressesLine)
            : new MediaAddressDecision(
                MediaAddressVerdict.NotBelieved, MediaAddressFault.NotPublicOfPublic, rules.AddressesLine);
    }

    /// <summary>
    /// Where the relay sends. The address that a side signals from stands for each one that is not believed, that of RTCP apart from
    /// that of RTP: a=rtcp may name another host (RFC 3605).
    /// </summary>
    public static StreamSettings Believe(in StreamSettings settings, UInt128 source, MediaRules rules, OwnPlaces own)
    {
        var remote = Believe(settings.Remote, source, rules, own);
        return settings with
        {
            Remote = remote,
            RemoteRtcp = Believe(settings.RemoteRtcp, source, rules, own),
            Latch = remote == settings.Remote ? settings.Latch : LatchMode.Learn,
        };
    }

    private static MediaEndpoint Believe(MediaEndpoint described, UInt128 source, MediaRules rules, OwnPlaces own) =>
        described.IsUnspecified || Decide(described, source, rules, own).Verdict != MediaAddressVerdict.NotBelieved
            ? described
            : described with { Address = source };

    private static MediaAddressDecision Taken(MediaRules rules) =>
        new(MediaAddressVerdict.Taken, MediaAddressFault.None, rules.AddressesLine);

    private static MediaAddressDecision Refused(MediaAddressFault fault, ConfigLine line) =>
        new(MediaAddressVerdict.Refused, fault, line);
}
