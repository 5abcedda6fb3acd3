using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Numbers;

/// <summary>The number that a trunk sent, in the one form that routes and rules compare: '+', country code, number.</summary>
public static class InboundNumber
{
    /// <summary>
    /// Writes it and returns how much of <paramref name="destination"/>, of at least <see cref="DialledNumber.MaxLength"/>, it
    /// took. What cannot be read as a number by the plan is written as <see cref="DialledNumber"/> has it; so are short codes,
    /// emergency numbers and names. A called number that is none gives way to the trunk's default number.
    /// </summary>
    public static int Write(scoped in SipUriView uri, NumberHeader header, NumberPlan plan, Span<byte> destination)
    {
        var user = new UserPart(uri);
        var length = DialledNumber.Write(user, destination);
        if (header == NumberHeader.RequestUri && plan.DefaultNumber is { } number && !IsUsable(destination[..length]))
        {
            number.CopyTo(destination);
            return number.Length;
        }
        return plan.Special.KindOf(destination[..length]) == NumberKind.Ordinary
            ? Read(user, plan.In.Of(header), plan, destination, length)
            : length;
    }

    /// <summary>
    /// Whether anybody can be meant by it: a number or a name, not only marks and what cannot be printed.
    /// </summary>
    public static bool IsUsable(ReadOnlySpan<byte> number)
    {
        foreach (var b in number)
        {
            if (b > ' ' && b != 0x7F && !"+-.()"u8.Contains(b))
            {
                return true;
            }
        }
        return false;
    }

    internal static int Read(scoped in UserPart user, NumberFormat format, NumberPlan plan, Span<byte> number, int length) =>
        IsOf(user, plan) ? GlobalNumber.Read(number, length, format, plan) : length;

    /// <summary>
    /// A number without + that says where it counts (RFC 3966 §5.1.5) is read by a plan only if that is the plan's country.
    /// </summary>
    internal static bool IsOf(scoped in UserPart user, NumberPlan plan)
    {
        var context = user.Context;
        return context.IsEmpty || (context[0] == '+' && context[1..].SequenceEqual(plan.Country));
    }
}
