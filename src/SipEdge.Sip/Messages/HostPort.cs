using System.Buffers;

namespace SipEdge.Sip.Messages;

/// <summary>
/// host [":" port] of RFC 3261 §25.1, as URIs and Via carry it.
/// Deviates: '_' is accepted in a host name, because container and directory names have it.
/// </summary>
internal static class HostPort
{
    private static readonly SearchValues<byte> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"u8);

    private static readonly SearchValues<byte> Ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>
    /// Takes both from the front of <paramref name="rest"/>. Port is 0 when there is none; a written 0 is refused.
    /// </summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, bool allowSpace, out ReadOnlySpan<byte> host, out bool ipv6,
        out int port)
    {
        port = 0;
        host = default;
        ipv6 = !rest.IsEmpty && rest[0] == (byte)'[';
        if (ipv6)
        {
            var end = rest.IndexOf((byte)']');
            if (end < 3 || rest[1..end].ContainsAnyExcept(Ipv6Characters))
            {
                return false;
            }

            host = rest[1..end];
            rest = rest[(end + 1)..];
        }
        else
        {
            var length = rest.IndexOfAnyExcept(NameCharacters);
            host = length < 0 ? rest : rest[..length];
            rest = rest[host.Length..];
            if (host.IsEmpty)
            {
                return false;
            }
        }

        var after = allowSpace ? SipGrammar.TrimStart(rest) : rest;
        if (after.IsEmpty || after[0] != (byte)':')
        {
            return true;
        }

        after = allowSpace ? SipGrammar.TrimStart(after[1..]) : after[1..];
        var digits = after.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? after.Length : digits;
        if (!SipGrammar.TryParseNumber(after[..digits], ushort.MaxValue, out var number) || number == 0)
        {
            return false;
        }

        port = (int)number;
        rest = after[digits..];
        return true;
    }
}
