using System.Globalization;

namespace SipEdge.Configuration.Editing;

/// <summary>
/// A trunk in one line, as PBXs are given it: <c>[udp|tcp|tls://]user[@domain]:secret@host[:port][/extension]</c>. The secret may hold
/// every printable character: it begins after the first ':' and ends before the last '@'.
/// </summary>
/// <param name="Extension">What the carrier's calls name; null: the user.</param>
internal sealed record RegistrationString(
    string? Transport, string User, string? Domain, string Secret, string Host, int? Port, string? Extension)
{
    private const string Form = "expected [udp://|tcp://|tls://]user:secret@host[:port][/extension]";

    private static readonly string[] Transports = ["udp", "tcp", "tls"];

    /// <exception cref="EditRefusedException">It is none. The message holds nothing of it that may be secret.</exception>
    public static RegistrationString Parse(string text)
    {
        var rest = text.Trim();
        var transport = Transports.FirstOrDefault(known => rest.StartsWith($"{known}://", StringComparison.OrdinalIgnoreCase));
        rest = transport is null ? rest : rest[(transport.Length + "://".Length)..];
        var at = rest.LastIndexOf('@');
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (at < 0 || colon < 0 || colon > at)
        {
            throw new EditRefusedException($"that is no registration string; {Form}");
        }
        var (user, domain) = Cut(rest[..colon], '@');
        var secret = rest[(colon + 1)..at];
        var (place, extension) = Cut(rest[(at + 1)..], '/');
        if (user.Length == 0 || secret.Length == 0 || domain is "" || extension is "" || rest.Any(char.IsControl))
        {
            throw new EditRefusedException($"user, secret, domain and extension have at least one printable character; {Form}");
        }
        var (host, port) = Place(place);
        return new RegistrationString(transport, user, domain, secret, host, port, extension);
    }

    public override string ToString() => $"{User}@{Host}";

    private static (string Host, int? Port) Place(string place)
    {
        var end = place.StartsWith('[') ? place.IndexOf(']', StringComparison.Ordinal) + 1 : place.IndexOf(':', StringComparison.Ordinal);
        var (host, port) = end > 0 && end < place.Length && place[end] == ':' ? (place[..end], place[(end + 1)..]) : (place, null);
        if (host.Length == 0
            || (port is not null && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is 0 or > 65535)))
        {
            throw new EditRefusedException($"what follows the last '@' is no host with a port; {Form}");
        }
        return (host.Trim('[', ']'), port is null ? null : int.Parse(port, CultureInfo.InvariantCulture));
    }

    private static (string First, string? Second) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }
}
