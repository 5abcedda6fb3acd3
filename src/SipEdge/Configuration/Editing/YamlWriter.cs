using System.Buffers;
using System.Globalization;
using System.Text;

namespace SipEdge.Configuration.Editing;

/// <summary>New pieces of a document as text, in the manner of config/sipedge.yaml.</summary>
internal static class YamlWriter
{
    private static readonly SearchValues<char> Harmless = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./@+");

    public static YamlScalar Text(string value) => new(value, Plain: IsPlain(value), default);

    /// <summary>Without quotes, unlike text that looks like a number.</summary>
    public static YamlScalar Number(int value) => new(value.ToString(CultureInfo.InvariantCulture), Plain: true, default);

    public static YamlMap Map(params ReadOnlySpan<(string Key, YamlNode Value)> entries)
    {
        var written = new List<YamlEntry>();
        foreach (var (key, value) in entries)
        {
            written.Add(new YamlEntry(key, default, value));
        }
        return new YamlMap(written, default);
    }

    /// <summary>On one line, in brackets and braces.</summary>
    public static string Flow(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.Count == 0 ? "{}" : $"{{ {string.Join(", ", map.Entries.Select(Flow))} }}",
        YamlList list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        YamlScalar { Plain: true, Value: var value } => value,
        YamlScalar { Value: var value } => Quoted(value),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    public static string Flow(YamlEntry entry) => $"{Scalar(entry.Key)}: {Flow(entry.Value)}";

    /// <summary>A key with its value on lines of their own. An empty map is a key with nothing behind it.</summary>
    public static IEnumerable<string> Lines(YamlEntry entry, int indent, int step)
    {
        var start = new string(' ', indent) + Scalar(entry.Key) + ":";
        switch (entry.Value)
        {
            case YamlMap { Flow: false } map:
                return [start, .. map.Entries.SelectMany(inner => Lines(inner, indent + step, step))];
            case YamlList { Flow: false } list:
                return [start, .. list.Items.Select(item => Item(item, indent + step))];
            default:
                return [$"{start} {Flow(entry.Value)}"];
        }
    }

    public static string Item(YamlNode node, int indent) => $"{new string(' ', indent)}- {Flow(node)}";

    private static string Scalar(string value) => IsPlain(value) ? value : Quoted(value);

    /// <summary>Without quotes it is this text to every reader, also to one that looks for numbers and yes or no.</summary>
    private static bool IsPlain(string value) =>
        value.Length > 0 && (char.IsAsciiLetterOrDigit(value[0]) || value[0] == '_')
        && !value.AsSpan().ContainsAnyExcept(Harmless)
        && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        && value.ToUpperInvariant() is not ("TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "NULL" or "Y" or "N");

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' =>
                    string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }
        return text.Append('"').ToString();
    }
}
