using System.Buffers;
using System.Globalization;
using System.Text;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Names a codec as an operator does: "pcma", "opus/48000", "opus/48000/2". What is left out is not compared. Encoding names
/// are case-insensitive (RFC 4855 §3).
/// </summary>
public readonly record struct CodecPattern
{
    private const int LongestName = 32;

    private static readonly SearchValues<char> SdpNameCharacters = SearchValues.Create(
        "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>The encoding name in lower case.</summary>
    public string Name { get; private init; }

    /// <summary>RTP clock in Hz; 0 for any.</summary>
    public int Clock { get; private init; }

    /// <summary>0 for any.</summary>
    public int Channels { get; private init; }

    /// <summary>Names worth proposing to somebody who mistyped one. Others are taken too.</summary>
    public static IReadOnlyList<string> WellKnown { get; } =
    [
        "pcma", "pcmu", "g722", "g729", "g723", "g726-16", "g726-24", "g726-32", "g726-40", "g728", "gsm", "ilbc", "opus", "amr",
        "amr-wb", "evs", "speex", "silk", "l16", "siren7", "g7221", "telephone-event", "cn", "red", "h263-1998", "h264", "h265",
        "vp8", "vp9", "av1",
    ];

    /// <summary>Reads name[/clock[/channels]]. The classic alaw and ulaw, with or without g711, mean pcma and pcmu.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CodecPattern pattern)
    {
        pattern = default;
        text = text.Trim();
        var name = Part(ref text);
        var clock = Part(ref text);
        var channels = Part(ref text);
        var numbers = (Clock: 0, Channels: 0);
        if (name.IsEmpty || name.Length > LongestName || name.ContainsAnyExcept(SdpNameCharacters) || !text.IsEmpty
            || (!clock.IsEmpty && !TryNumber(clock, 1_000_000, out numbers.Clock))
            || (!channels.IsEmpty && !TryNumber(channels, 255, out numbers.Channels)))
        {
            return false;
        }
        pattern = new CodecPattern
        {
            Name = WithoutAlias(name.ToString().ToLowerInvariant()),
            Clock = numbers.Clock,
            Channels = numbers.Channels,
        };
        return true;
    }

    /// <param name="name">Encoding name of an rtpmap.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="channels">Its channels, 1 when it does not say.</param>
    public bool Matches(ReadOnlySpan<byte> name, int clock, int channels) =>
        Ascii.EqualsIgnoreCase(name, Name)
        && (Clock == 0 || Clock == clock)
        && (Channels == 0 || Channels == channels);

    public override string ToString() => (Clock, Channels) switch
    {
        (0, _) => Name,
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{Name}/{Clock}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Name}/{Clock}/{Channels}"),
    };

    /// <summary>Cuts up to the next slash. A slash with nothing behind it leaves the slash, which is then no part's.</summary>
    private static ReadOnlySpan<char> Part(ref ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        var part = slash < 0 ? rest : rest[..slash];
        rest = slash < 0 || slash == rest.Length - 1 ? rest[part.Length..] : rest[(slash + 1)..];
        return part;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, int max, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number > 0 && number <= max;

    private static string WithoutAlias(string name) => name switch
    {
        "alaw" or "g711a" or "g711alaw" => "pcma",
        "ulaw" or "g711u" or "g711ulaw" => "pcmu",
        _ => name,
    };
}
