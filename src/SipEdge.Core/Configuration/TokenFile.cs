using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What a header token's file holds: the token, and while it is being changed at the peers also the one before it. First line
/// <c>TOKEN</c> or <c>TOKEN since TIME</c>, second line, if there is one, <c>OLDTOKEN until TIME</c>; times are UTC as in
/// 2026-11-21T10:00:00Z. The one type that reads and writes the form. Immutable after construction.
/// </summary>
public sealed class TokenFile
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private TokenFile(Secret current, DateTimeOffset? since, Secret? previous, DateTimeOffset? until)
    {
        Current = current;
        Since = since;
        Previous = previous;
        Until = until;
    }

    public Secret Current { get; }

    /// <summary>When <see cref="Current"/> was made. Null: it was written by hand.</summary>
    public DateTimeOffset? Since { get; }

    /// <summary>The token before it; null exactly when <see cref="Until"/> is.</summary>
    public Secret? Previous { get; }

    /// <summary>The first moment at which <see cref="Previous"/> is refused.</summary>
    public DateTimeOffset? Until { get; }

    public static TokenFile Create(string token, DateTimeOffset now) =>
        new(new Secret(Encoding.ASCII.GetBytes(token)), WholeSecond(now), null, null);

    /// <summary><paramref name="why"/> never repeats what the file says.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> text, [NotNullWhen(true)] out TokenFile? file, [NotNullWhen(false)] out string? why)
    {
        (file, why) = (null, null);
        var rest = WithoutLineEnd(text);
        var end = rest.IndexOf((byte)'\n');
        var first = end < 0 ? rest : WithoutReturn(rest[..end]);
        var second = end < 0 ? default : rest[(end + 1)..];
        if (first.IsEmpty)
        {
            why = "is empty";
            return false;
        }
        if (second.Contains((byte)'\n'))
        {
            why = "has more than two lines";
            return false;
        }
        if (!TryCut(first, " since "u8, out var current, out var since))
        {
            why = "has no time as in 2026-11-21T10:00:00Z after 'since'";
            return false;
        }
        if (end < 0)
        {
            file = new TokenFile(new Secret(current.ToArray()), since, null, null);
            return true;
        }
        if (!TryCut(second, " until "u8, out var previous, out var until) || until is null)
        {
            why = "has a second line that is not a token, 'until' and a time as in 2026-11-21T10:00:00Z";
            return false;
        }
        file = new TokenFile(new Secret(current.ToArray()), since, new Secret(previous.ToArray()), until);
        return true;
    }

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Current.Reveal());
        bytes.Write(Encoding.ASCII.GetBytes(Since is { } since ? $" since {Text(since)}\n" : "\n"));
        if (Previous is not null && Until is { } until)
        {
            bytes.Write(Previous.Reveal());
            bytes.Write(Encoding.ASCII.GetBytes($" until {Text(until)}\n"));
        }
        return bytes.ToArray();
    }

    /// <summary>
    /// The new token in force from <paramref name="now"/>, and what was in force so far for <paramref name="overlap"/> longer,
    /// rounded up to a second. Whatever was being replaced already is valid no more.
    /// </summary>
    public TokenFile Rotated(string newToken, DateTimeOffset now, TimeSpan overlap)
    {
        var fresh = Create(newToken, now);
        return overlap <= TimeSpan.Zero ? fresh : new TokenFile(fresh.Current, fresh.Since, Current, NextSecond(now + overlap));
    }

    /// <summary>The overlap ended.</summary>
    public TokenFile WithoutPrevious() => new(Current, Since, null, null);

    /// <summary>Whether both tokens are valid.</summary>
    public bool OverlapsAt(DateTimeOffset now) => now < Until;

    /// <summary>A time as the file has it.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset WholeSecond(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private static DateTimeOffset NextSecond(DateTimeOffset time) => WholeSecond(time.AddTicks(TimeSpan.TicksPerSecond - 1));

    /// <summary>Without the word the whole line is the token, and there is no time.</summary>
    private static bool TryCut(
        ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, out ReadOnlySpan<byte> token, out DateTimeOffset? time)
    {
        time = null;
        var cut = line.LastIndexOf(word);
        token = cut < 0 ? line : line[..cut];
        if (cut < 0)
        {
            return true;
        }
        if (!DateTimeOffset.TryParseExact(
            Encoding.ASCII.GetString(line[(cut + word.Length)..]), TimeFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read))
        {
            return false;
        }
        time = read;
        return !token.IsEmpty;
    }

    // Editors and echo end a file with a line break that is not part of the token.
    private static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> text) =>
        text is [.. var rest, (byte)'\n'] ? WithoutReturn(rest) : text;

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.. var rest, (byte)'\r'] ? rest : line;
}
