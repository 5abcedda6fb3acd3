using System.Buffers;

namespace SipEdge.Media.Sdp;

/// <summary>Takes space-separated fields and numbers off the front of a value.</summary>
internal static class SdpToken
{
    /// <summary>token-char of RFC 8866 §9, and "/" which separates the parts of a transport protocol.</summary>
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "!#$%&'*+-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>The next field, empty at the end. Several spaces count as one: some devices align their lines.</summary>
    public static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart((byte)' ');
        var end = rest.IndexOf((byte)' ');
        var field = end < 0 ? rest : rest[..end];
        rest = rest[field.Length..];
        return field;
    }

    /// <summary>A whole field of decimal digits that is at most <paramref name="max"/>.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> field, int max, out int number)
    {
        long value = 0;
        number = 0;
        foreach (var digit in field)
        {
            value = (value * 10) + (uint)(digit - '0');
            if ((uint)(digit - '0') > 9 || value > max)
            {
                return false;
            }
        }

        number = (int)value;
        return !field.IsEmpty;
    }
}
