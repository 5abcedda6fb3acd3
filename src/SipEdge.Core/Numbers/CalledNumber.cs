using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Numbers;

/// <summary>
/// The user part that a gateway is called with: the called number as the caller's trunk meant it, then the route's strip and
/// prepend, then the format of the gateway's trunk, then that trunk's tech prefix.
/// </summary>
public static class CalledNumber
{
    /// <summary>
    /// Writes it escaped as a URI needs it. A short code or emergency number leaves as it was dialled, whatever the route says; a
    /// route's strip and prepend make another number, to which parameters of the dialled one do not belong. False when the
    /// destination is too small, or nothing is left.
    /// </summary>
    /// <param name="from">The plan of the trunk the call came from.</param>
    /// <param name="header">Request-URI or To: a trunk may want them in different formats.</param>
    /// <param name="plan">The plan of the gateway's trunk.</param>
    public static bool TryWrite(
        scoped in SipUriView called, NumberPlan from, RouteModel route, NumberHeader header, NumberPlan plan,
        Span<byte> destination, out int written)
    {
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        var length = DialledNumber.Write(called, number);
        var usesDefault = from.DefaultNumber is not null && !InboundNumber.IsUsable(number[..length]);
        var isRouted = route.Strip > 0 || route.Prepend.Length > 0;
        if (plan.Special.KindOf(number[..length]) != NumberKind.Ordinary || !(usesDefault || isRouted))
        {
            return NumberWriter.TryWrite(called, NumberHeader.RequestUri, from, header, plan, destination, out written);
        }
        Span<byte> routed = stackalloc byte[RouteOptions.LongestPrepend + DialledNumber.MaxLength];
        length = Route(called, from, route, routed);
        written = 0;
        return length > 0 && NumberWriter.TryWriteNumber(routed[..length], header, plan, destination, out written);
    }

    /// <summary>
    /// The called number after the route, as the plan of the gateway's trunk reads it: in the global form where it has one. Returns
    /// its length.
    /// </summary>
    internal static int Leaving(
        scoped in SipUriView called, NumberPlan from, RouteModel route, NumberPlan plan, Span<byte> destination)
    {
        var length = Route(called, from, route, destination);
        return length <= DialledNumber.MaxLength && InboundNumber.IsOf(new UserPart(called), plan)
            ? GlobalNumber.ReadDialled(destination, length, nationalIsBare: false, plan)
            : length;
    }

    /// <summary>The called number after the route's strip and prepend, not escaped; returns its length.</summary>
    internal static int Route(scoped in SipUriView called, NumberPlan from, RouteModel route, Span<byte> destination)
    {
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        var length = InboundNumber.Write(called, NumberHeader.RequestUri, from, number);
        var kept = number[Math.Min(route.Strip, length)..length];
        route.Prepend.CopyTo(destination);
        kept.CopyTo(destination[route.Prepend.Length..]);
        return route.Prepend.Length + kept.Length;
    }
}
