using System.Text;

namespace SipEdge.Configuration.Editing;

/// <summary>
/// What a document says, without how it is written. Nothing, an empty list and no keys are one to the readers, and so they are
/// here.
/// </summary>
internal static class YamlShape
{
    public static bool Same(YamlNode a, YamlNode b) => Write(a) == Write(b);

    /// <summary>The document with what is at the path replaced; maps on the way are made where they are missing.</summary>
    public static YamlMap With(YamlMap root, ReadOnlySpan<string> path, Func<YamlNode?, YamlNode> change)
    {
        var key = path[0];
        var there = Find(root, key)?.Value;
        var value = path.Length == 1
            ? change(there)
            : With(there as YamlMap ?? new YamlMap([], default), path[1..], change);
        return new YamlMap([.. root.Entries.Where(entry => entry.Key != key), new YamlEntry(key, default, value)], default);
    }

    public static YamlEntry? Find(YamlMap map, string key) => map.Entries.FirstOrDefault(entry => entry.Key == key);

    private static string Write(YamlNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, YamlNode node)
    {
        switch (node)
        {
            case YamlScalar { IsNull: false, Value: var value }:
                Write(text, value);
                break;
            case YamlList { Items.Count: > 0 } list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    Write(text, item);
                    text.Append(',');
                }
                text.Append(']');
                break;
            case YamlMap { Entries.Count: > 0 } map:
                text.Append('{');
                foreach (var entry in map.Entries.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
                {
                    Write(text, entry.Key);
                    text.Append(':');
                    Write(text, entry.Value);
                    text.Append(',');
                }
                text.Append('}');
                break;
            default:
                text.Append('~');
                break;
        }
    }

    // With its length in front, no value can look like another's structure.
    private static void Write(StringBuilder text, string value) => text.Append(value.Length).Append('"').Append(value);
}
