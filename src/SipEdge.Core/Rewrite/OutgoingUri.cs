using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// The Request-URI and To of an INVITE to a gateway: the gateway's scheme and address, the called number by the route's rule and
/// in the form that the gateway's trunk wants.
/// </summary>
public static class OutgoingUri
{
    /// <summary>Longer ones are refused.</summary>
    public const int MaxLength = 512;

    /// <summary>
    /// "sip:" number "@" gateway. Parameters and headers of the called URI stay behind, but for those of a number.
    /// </summary>
    /// <param name="from">The plan of the trunk the call came from.</param>
    /// <param name="trunk">The one that it goes to, whose gateway it is.</param>
    /// <param name="scheme">The gateway's, or sip where it refused sips.</param>
    /// <param name="header">Request-URI or To.</param>
    public static bool TryWrite(
        ReadOnlySpan<byte> called, NumberPlan from, RouteModel route, TrunkModel trunk, GatewayModel gateway,
        UriScheme scheme, NumberHeader header, Span<byte> destination, out int written)
    {
        written = 0;
        if (!SipUriView.TryParse(called, out var uri) || !TryAppend(Start(scheme), destination, ref written))
        {
            return false;
        }
        if (!uri.User.IsEmpty || from.DefaultNumber is not null)
        {
            if (!CalledNumber.TryWrite(uri, from, route, header, trunk.Numbers, destination[written..], out var length))
            {
                return false;
            }
            written += length;
            if (!TryAppend("@"u8, destination, ref written))
            {
                return false;
            }
        }
        return TryAppend(gateway.HostPort, destination, ref written);
    }

    /// <summary>The same, but of a phone what it calls itself.</summary>
    /// <param name="own">That; null for whom else.</param>
    public static bool TryWriteOf(
        byte[]? own, ReadOnlySpan<byte> called, NumberPlan from, RouteModel route, TrunkModel trunk, GatewayModel gateway,
        UriScheme scheme, NumberHeader header, Span<byte> destination, out int written)
    {
        written = own?.Length ?? 0;
        return own is null
            ? TryWrite(called, from, route, trunk, gateway, scheme, header, destination, out written)
            : own.AsSpan().TryCopyTo(destination);
    }

    /// <summary>The gateway itself, without a user; returns the length. The destination holds <see cref="MaxLength"/>.</summary>
    public static int WriteGateway(GatewayModel gateway, UriScheme scheme, Span<byte> destination)
    {
        var written = 0;
        TryAppend(Start(scheme), destination, ref written);
        TryAppend(gateway.HostPort, destination, ref written);
        return written;
    }

    /// <summary>To of a request outside a dialog: no tag (RFC 3261 §8.1.1.2).</summary>
    public static void WriteTo(ref SipWriter writer, scoped ReadOnlySpan<byte> uri)
    {
        writer.Begin(HeaderId.To);
        writer.Append("<"u8);
        writer.Append(uri);
        writer.Append(">"u8);
        writer.End();
    }

    private static ReadOnlySpan<byte> Start(UriScheme scheme) => scheme == UriScheme.Sips ? "sips:"u8 : "sip:"u8;

    private static bool TryAppend(ReadOnlySpan<byte> piece, Span<byte> destination, ref int written)
    {
        if (!piece.TryCopyTo(destination[written..]))
        {
            return false;
        }
        written += piece.Length;
        return true;
    }
}
