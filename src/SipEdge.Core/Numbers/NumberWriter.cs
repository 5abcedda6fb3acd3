using System.Buffers;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Numbers;

/// <summary>
/// The user part of a URI that leaves, in the form its trunk wants, escaped as a URI needs it (RFC 3261 §25.1). Names, short
/// codes and emergency numbers leave as they came; so does a number that says neither + nor a prefix of the plan, because nobody
/// but the operator knows whose it is. Parameters of a number (rn, npdi: RFC 4694) stay with it, but not the context of a number
/// that has become a global one.
/// </summary>
public static class NumberWriter
{
    private static readonly SearchValues<byte> Keys = SearchValues.Create("0123456789*#"u8);

    /// <summary>A user part of which no more is known than its bytes, as they stand in a URI.</summary>
    /// <returns>False: the destination is too small.</returns>
    public static bool TryWrite(
        scoped ReadOnlySpan<byte> user, NumberHeader header, NumberPlan plan, Span<byte> destination, out int written) =>
        TryWrite(new UserPart(user), NumberPlan.Default, NumberFormat.AsIs, header, plan, destination, out written);

    /// <summary>The number of a URI that a trunk sent, read by that trunk's plan and written by the other's.</summary>
    /// <param name="readAs">The place it came in.</param>
    /// <returns>False: the destination is too small.</returns>
    public static bool TryWrite(
        scoped in SipUriView uri, NumberHeader readAs, NumberPlan from, NumberHeader header, NumberPlan plan,
        Span<byte> destination, out int written) =>
        TryWrite(new UserPart(uri), from, from.In.Of(readAs), header, plan, destination, out written);

    /// <summary>A number that is in no URI: not escaped, no parameters.</summary>
    internal static bool TryWriteNumber(
        scoped ReadOnlySpan<byte> number, NumberHeader header, NumberPlan plan, Span<byte> destination, out int written)
    {
        written = 0;
        Span<byte> text = stackalloc byte[DialledNumber.MaxLength];
        if (number.Length > text.Length || !IsDialled(number) || plan.Special.KindOf(number) != NumberKind.Ordinary)
        {
            return UserPart.TryEscape(number, destination, ref written);
        }
        number.CopyTo(text);
        var length = number.Length;
        var format = plan.Out.Of(header);
        if (format != NumberFormat.AsIs)
        {
            length = GlobalNumber.ReadDialled(text, length, nationalIsBare: false, plan);
            length = GlobalNumber.Write(text, length, format, plan);
        }
        return TryAppendTechPrefix(header, plan, destination, ref written)
            && UserPart.TryEscape(text[..length], destination, ref written);
    }

    private static bool TryWrite(
        scoped in UserPart user, NumberPlan from, NumberFormat read, NumberHeader header, NumberPlan plan,
        Span<byte> destination, out int written)
    {
        written = 0;
        var format = plan.Out.Of(header);
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        var length = DialledNumber.Write(user, number);
        if (length == DialledNumber.MaxLength || !IsDialled(number[..length]) || IsSpecial(number[..length], from, plan))
        {
            return user.TryCopy(destination, ref written);
        }
        if (!TryAppendTechPrefix(header, plan, destination, ref written))
        {
            return false;
        }
        if (read == NumberFormat.AsIs && format == NumberFormat.AsIs)
        {
            return user.TryCopy(destination, ref written);
        }
        Span<byte> dialled = stackalloc byte[length];
        number[..length].CopyTo(dialled);
        length = InboundNumber.Read(user, read, from, number, length);
        if (format != NumberFormat.AsIs)
        {
            length = InboundNumber.IsOf(user, plan)
                ? GlobalNumber.ReadDialled(number, length, nationalIsBare: false, plan)
                : length;
            length = GlobalNumber.Write(number, length, format, plan);
        }
        var isSame = number[..length].SequenceEqual(dialled);
        return UserPart.TryEscape(number[..length], destination, ref written)
            && user.TryCopyParameters(keepContext: isSame, destination, ref written);
    }

    private static bool TryAppendTechPrefix(NumberHeader header, NumberPlan plan, Span<byte> destination, ref int written) =>
        header is not (NumberHeader.RequestUri or NumberHeader.To)
        || UserPart.TryEscape(plan.TechPrefix, destination, ref written);

    private static bool IsSpecial(ReadOnlySpan<byte> number, NumberPlan from, NumberPlan plan) =>
        plan.Special.KindOf(number) != NumberKind.Ordinary || from.Special.KindOf(number) != NumberKind.Ordinary;

    /// <summary>What keys of a telephone can dial; anything else is a name.</summary>
    private static bool IsDialled(ReadOnlySpan<byte> text)
    {
        var digits = text.StartsWith("+"u8) ? text[1..] : text;
        return !digits.IsEmpty && digits.ContainsAnyInRange((byte)'0', (byte)'9') && !digits.ContainsAnyExcept(Keys);
    }
}
