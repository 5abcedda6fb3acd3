using System.Buffers.Binary;
using System.Net;
using SipEdge.Core.Configuration;
using SipEdge.Media.Relay;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>Which of the relay's addresses a leg gets: the one of the family that its signalling uses.</summary>
internal static class MediaAddressing
{
    /// <summary>False when the relay has no address of a family that is needed.</summary>
    public static bool TryBind(MediaModel media, in SocketEndpoint caller, in SocketEndpoint callee, out MediaAddresses addresses)
    {
        var a = Of(media, caller);
        var b = Of(media, callee);
        addresses = a is null || b is null ? default : new MediaAddresses(Mapped(a.Address), Mapped(b.Address));
        return a is not null && b is not null;
    }

    /// <summary>What a description to that peer names.</summary>
    public static MediaEndpoint Advertised(MediaModel media, in SocketEndpoint peer, ushort port) =>
        Of(media, peer) is { } own ? new MediaEndpoint(Mapped(own.Advertised), port) : default;

    private static MediaAddressModel? Of(MediaModel media, in SocketEndpoint peer) => peer.IsIpv4 ? media.Ipv4 : media.Ipv6;

    private static UInt128 Mapped(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
