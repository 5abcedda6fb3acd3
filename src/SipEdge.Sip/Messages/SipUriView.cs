using System.Buffers;
using System.Text;

namespace SipEdge.Sip.Messages;

/// <summary>
/// A sip, sips or tel URI read in place (RFC 3261 §19.1, RFC 3966). Nothing is unescaped.
/// Deviates: '#' is accepted unescaped in the user part, because phones dial it so; an empty URI parameter (";;", a
/// trailing ';') is skipped.
/// </summary>
public readonly ref struct SipUriView
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<byte> UserCharacters = Set("-_.!~*'()&=+$,;?/%#:");
    private static readonly SearchValues<byte> ParameterCharacters = Set("-_.!~*'()[]/:&+$%=;");
    private static readonly SearchValues<byte> HeaderCharacters = Set("-_.!~*'()[]/?:+$%=&");
    private static readonly SearchValues<byte> NumberCharacters = SearchValues.Create("0123456789ABCDEFabcdef+-.()*#"u8);

    private SipUriView(ReadOnlySpan<byte> raw, UriScheme scheme, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password,
        ReadOnlySpan<byte> host, bool ipv6, int port, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> headers)
    {
        Raw = raw;
        Scheme = scheme;
        User = user;
        Password = password;
        Host = host;
        HostIsIpv6 = ipv6;
        Port = port;
        Parameters = parameters;
        Headers = headers;
    }

    public ReadOnlySpan<byte> Raw { get; }

    public UriScheme Scheme { get; }

    /// <summary>The user part, still escaped; of a tel URI the number. Empty when there is none.</summary>
    public ReadOnlySpan<byte> User { get; }

    public ReadOnlySpan<byte> Password { get; }

    /// <summary>Without the brackets of an IPv6 reference; empty for tel.</summary>
    public ReadOnlySpan<byte> Host { get; }

    public bool HostIsIpv6 { get; }

    /// <summary>0 when there is none.</summary>
    public int Port { get; }

    /// <summary>After the first ';', raw.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    /// <summary>After the '?', raw.</summary>
    public ReadOnlySpan<byte> Headers { get; }

    /// <summary>The value of a URI parameter of that name in any case; true with an empty value when it has none.</summary>
    public bool TryGetParameter(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var rest = Parameters;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)';');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var equals = pair.IndexOf((byte)'=');
            if (Ascii.EqualsIgnoreCase(equals < 0 ? pair : pair[..equals], name))
            {
                value = equals < 0 ? default : pair[(equals + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out SipUriView uri)
    {
        uri = default;
        var colon = text.IndexOf((byte)':');
        if (colon < 3 || colon > 4)
        {
            return false;
        }

        var rest = text[(colon + 1)..];
        return NamedScheme(text[..colon]) switch
        {
            UriScheme.Tel => TryParseTel(text, rest, out uri),
            UriScheme.Unknown => false,
            var scheme => TryParseSip(text, scheme, rest, out uri),
        };
    }

    /// <summary>The scheme at the front of any URI.</summary>
    public static UriScheme SchemeOf(ReadOnlySpan<byte> uri)
    {
        var colon = uri.IndexOf((byte)':');
        return colon < 0 ? UriScheme.Unknown : NamedScheme(uri[..colon]);
    }

    private static UriScheme NamedScheme(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when Ascii.EqualsIgnoreCase(name, "sip"u8) => UriScheme.Sip,
        3 when Ascii.EqualsIgnoreCase(name, "tel"u8) => UriScheme.Tel,
        4 when Ascii.EqualsIgnoreCase(name, "sips"u8) => UriScheme.Sips,
        _ => UriScheme.Unknown,
    };

    private static bool TryParseSip(ReadOnlySpan<byte> raw, UriScheme scheme, ReadOnlySpan<byte> rest, out SipUriView uri)
    {
        uri = default;
        ReadOnlySpan<byte> user = default, password = default;
        var at = rest.IndexOf((byte)'@');
        if (at >= 0)
        {
            user = rest[..at];
            rest = rest[(at + 1)..];
            if (user.IsEmpty || user.ContainsAnyExcept(UserCharacters) || !EscapesAreWhole(user))
            {
                return false;
            }

            var colon = user.IndexOf((byte)':');
            if (colon >= 0)
            {
                password = user[(colon + 1)..];
                user = user[..colon];
                if (user.IsEmpty || password.Contains((byte)':'))
                {
                    return false;
                }
            }
        }

        if (!HostPort.TryTake(ref rest, allowSpace: false, out var host, out var ipv6, out var port))
        {
            return false;
        }

        ReadOnlySpan<byte> headers = default;
        var question = rest.IndexOf((byte)'?');
        if (question >= 0)
        {
            headers = rest[(question + 1)..];
            rest = rest[..question];
            if (headers.IsEmpty || headers.ContainsAnyExcept(HeaderCharacters) || !EscapesAreWhole(headers))
            {
                return false;
            }
        }

        if (!TryTakeParameters(rest, out var parameters))
        {
            return false;
        }

        uri = new SipUriView(raw, scheme, user, password, host, ipv6, port, parameters, headers);
        return true;
    }

    private static bool TryParseTel(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> rest, out SipUriView uri)
    {
        uri = default;
        var end = rest.IndexOf((byte)';');
        var number = end < 0 ? rest : rest[..end];
        if (number.IsEmpty || number.ContainsAnyExcept(NumberCharacters) || number[1..].Contains((byte)'+')
            || !TryTakeParameters(end < 0 ? default : rest[end..], out var parameters))
        {
            return false;
        }

        uri = new SipUriView(raw, UriScheme.Tel, number, default, default, false, 0, parameters, default);
        return true;
    }

    private static bool TryTakeParameters(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> parameters)
    {
        parameters = default;
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] != (byte)';' || rest.ContainsAnyExcept(ParameterCharacters) || !EscapesAreWhole(rest))
        {
            return false;
        }

        parameters = rest[1..];
        return true;
    }

    // escaped = "%" HEXDIG HEXDIG
    private static bool EscapesAreWhole(ReadOnlySpan<byte> text)
    {
        for (var percent = text.IndexOf((byte)'%'); percent >= 0; percent = text.IndexOf((byte)'%'))
        {
            if (percent + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[percent + 1])
                || !char.IsAsciiHexDigit((char)text[percent + 2]))
            {
                return false;
            }

            text = text[(percent + 3)..];
        }

        return true;
    }

    private static SearchValues<byte> Set(string marks) => SearchValues.Create(Encoding.ASCII.GetBytes(Alphanumeric + marks));
}
