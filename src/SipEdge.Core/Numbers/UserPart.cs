using SipEdge.Sip.Messages;

namespace SipEdge.Core.Numbers;

/// <summary>
/// The user part of a URI taken apart: the number or name, and the parameters that belong to it (RFC 3966 §3, RFC 4694). In a
/// sip URI those stand inside the user part (RFC 3261 §19.1.6), in a tel URI where a sip URI has its own.
/// </summary>
internal readonly ref struct UserPart
{
    private const string Hex = "0123456789ABCDEF";

    public UserPart(scoped in SipUriView uri)
        : this(uri.User)
    {
        if (uri.Scheme == UriScheme.Tel)
        {
            IsPhone = true;
            Parameters = uri.Parameters;
        }
        else
        {
            IsPhone = uri.TryGetParameter("user"u8, out var kind) && kind.SequenceEqual("phone"u8);
        }
    }

    public UserPart(ReadOnlySpan<byte> user)
    {
        var end = user.IndexOf((byte)';');
        Number = end < 0 ? user : user[..end];
        Parameters = end < 0 ? default : user[(end + 1)..];
    }

    /// <summary>As it came, escapes and separators included.</summary>
    public ReadOnlySpan<byte> Number { get; }

    /// <summary>As they came, without the first ';'.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    /// <summary>The URI says that the user is a telephone number.</summary>
    public bool IsPhone { get; }

    /// <summary>Where a number without + counts (RFC 3966 §5.1.5); empty when it does not say.</summary>
    public ReadOnlySpan<byte> Context
    {
        get
        {
            var rest = Parameters;
            while (TryTake(ref rest, out var parameter))
            {
                if (IsContext(parameter))
                {
                    return parameter[(parameter.IndexOf((byte)'=') + 1)..];
                }
            }
            return default;
        }
    }

    /// <summary>The whole, as it came, with what a user part must not hold escaped.</summary>
    public bool TryCopy(Span<byte> destination, ref int written) =>
        TryAppend(Number, destination, ref written) && TryCopyParameters(keepContext: true, destination, ref written);

    /// <param name="keepContext">False when the number is no longer the one that the context was about.</param>
    public bool TryCopyParameters(bool keepContext, Span<byte> destination, ref int written)
    {
        var rest = Parameters;
        while (TryTake(ref rest, out var parameter))
        {
            if ((keepContext || !IsContext(parameter))
                && !(TryAppend(";"u8, destination, ref written) && TryAppend(parameter, destination, ref written)))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// Text that is escaped already, as in a URI; what must not stand in a user part is escaped all the same (RFC 3261 §25.1).
    /// </summary>
    public static bool TryAppend(ReadOnlySpan<byte> escaped, Span<byte> destination, ref int written)
    {
        for (var i = 0; i < escaped.Length; i++)
        {
            var b = escaped[i];
            var isEscape = b == '%' && i + 2 < escaped.Length
                && char.IsAsciiHexDigit((char)escaped[i + 1]) && char.IsAsciiHexDigit((char)escaped[i + 2]);
            if (!TryAppend(b, isEscape || b == ';', destination, ref written))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Text that is not escaped.</summary>
    public static bool TryEscape(ReadOnlySpan<byte> text, Span<byte> destination, ref int written)
    {
        foreach (var b in text)
        {
            if (!TryAppend(b, false, destination, ref written))
            {
                return false;
            }
        }
        return true;
    }

    private static bool TryAppend(byte b, bool asItIs, Span<byte> destination, ref int written)
    {
        var plain = asItIs || char.IsAsciiLetterOrDigit((char)b) || "-_.!~*'()&=+$,?/"u8.Contains(b);
        if (written + (plain ? 1 : 3) > destination.Length)
        {
            return false;
        }
        if (plain)
        {
            destination[written++] = b;
            return true;
        }
        destination[written++] = (byte)'%';
        destination[written++] = (byte)Hex[b >> 4];
        destination[written++] = (byte)Hex[b & 15];
        return true;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> parameter)
    {
        parameter = default;
        while (!rest.IsEmpty && parameter.IsEmpty)
        {
            var end = rest.IndexOf((byte)';');
            parameter = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
        }
        return !parameter.IsEmpty;
    }

    private static bool IsContext(ReadOnlySpan<byte> parameter)
    {
        var equals = parameter.IndexOf((byte)'=');
        return equals > 0 && System.Text.Ascii.EqualsIgnoreCase(parameter[..equals], "phone-context"u8);
    }
}
