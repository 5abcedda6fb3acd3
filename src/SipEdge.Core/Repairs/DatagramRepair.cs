using System.Globalization;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Repairs;

/// <summary>
/// Puts right what keeps a datagram from being read, or its answer from coming back, after an ALG rewrote addresses in it. A pure
/// function of the datagram and of where it came from.
/// </summary>
/// <remarks>
/// Deviates, for peers that are configured so: RFC 3261 §18.3 refuses a datagram that ends before its Content-Length, and cuts off what
/// is behind it. Here a body ends where the datagram does.
/// </remarks>
internal static class DatagramRepair
{
    /// <summary>How much longer a datagram can become: the digits of a length, and ";rport".</summary>
    public const int Growth = 16;

    private const int UsualPort = 5060;

    /// <param name="datagram">As it came.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="limits">What is read at all.</param>
    /// <param name="room">At least <see cref="Growth"/> longer than the datagram.</param>
    /// <param name="damage">What was wrong with it.</param>
    /// <returns>What was written; empty when nothing is to be put right.</returns>
    public static ReadOnlySpan<byte> Write(
        ReadOnlySpan<byte> datagram, SocketEndpoint source, scoped in ParseLimits limits, Span<byte> room, out AlgDamage damage)
    {
        damage = AlgDamage.None;
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        if (SipParser.Parse(datagram, slots, limits, out var message) is not (ParseStatus.Complete or ParseStatus.BodyTruncated))
        {
            return default;
        }
        var via = EndOfVia(datagram, message, source);
        var length = LengthOf(datagram, message, out var body);
        damage = (via > 0 ? AlgDamage.Via : AlgDamage.None) | (length > 0 ? AlgDamage.ContentLength : AlgDamage.None);
        if (damage == AlgDamage.None)
        {
            return default;
        }
        var (written, taken) = (0, 0);
        if (via > 0 && (length == 0 || via < length))
        {
            Copy(datagram[..via], room, ref written, ref taken);
            Add(";rport"u8, room, ref written);
        }
        if (length > 0)
        {
            Copy(datagram[taken..length], room, ref written, ref taken);
            body.TryFormat(room[written..], out var digits, provider: CultureInfo.InvariantCulture);
            written += digits;
            taken += message.First(HeaderId.ContentLength).Length;
        }
        if (via > taken)
        {
            Copy(datagram[taken..via], room, ref written, ref taken);
            Add(";rport"u8, room, ref written);
        }
        Copy(datagram[taken..], room, ref written, ref taken);
        return room[..written];
    }

    /// <summary>
    /// Where the top Via ends, if it names another port than the sender's without asking for rport; else 0. Its answer would go to
    /// a port that the router may not know.
    /// </summary>
    private static int EndOfVia(ReadOnlySpan<byte> datagram, scoped in SipMessageView message, SocketEndpoint source)
    {
        var via = message.TopVia;
        if (!message.IsRequest || via.Raw.IsEmpty || via.HasRport || (via.Port == 0 ? UsualPort : via.Port) == source.Port)
        {
            return 0;
        }
        datagram.Overlaps(via.Raw, out var start);
        return start + via.Raw.Length;
    }

    /// <summary>Where the value of Content-Length stands, if it is wrong; else 0.</summary>
    /// <param name="body">The right one.</param>
    private static int LengthOf(ReadOnlySpan<byte> datagram, scoped in SipMessageView message, out int body)
    {
        body = 0;
        var value = message.First(HeaderId.ContentLength);
        var start = datagram.Length - datagram.TrimStart("\r\n"u8).Length;
        var end = datagram[start..].IndexOf("\r\n\r\n"u8);
        if (end < 0 || message.First(HeaderId.ContentType).IsEmpty
            || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var said))
        {
            return 0;
        }
        var rest = datagram[(start + end + 4)..].TrimEnd((byte)0);
        body = rest.Length;
        if (said == rest.Length || (said < rest.Length && IsPadding(rest, said)))
        {
            return 0;
        }
        datagram.Overlaps(value, out var at);
        return at;
    }

    /// <summary>Behind a body that ends with its line stands nothing that says anything: it is read rightly as it is.</summary>
    private static bool IsPadding(ReadOnlySpan<byte> rest, int said) =>
        (said == 0 || rest[said - 1] == (byte)'\n') && rest[said..].Trim(" \t\r\n\0"u8).IsEmpty;

    private static void Copy(ReadOnlySpan<byte> piece, Span<byte> room, ref int written, ref int taken)
    {
        Add(piece, room, ref written);
        taken += piece.Length;
    }

    private static void Add(ReadOnlySpan<byte> piece, Span<byte> room, ref int written)
    {
        piece.CopyTo(room[written..]);
        written += piece.Length;
    }
}
