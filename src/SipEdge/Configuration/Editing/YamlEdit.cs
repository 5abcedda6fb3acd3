using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Configuration.Editing;

/// <summary>
/// Edits a document where the change belongs and leaves every other character as it is: comments, order, quotes, line ends. Each
/// edit is read again, and is refused unless the document then says what it said before and the change.
/// </summary>
internal static class YamlEdit
{
    private const int UsualStep = 2;

    /// <summary>New sections follow the last of those before them here, as in config/sipedge.yaml.</summary>
    private static readonly string[] Sections =
    [
        "version", "listeners", "tls", "accounts", "acls", "domains", "default_domain", "unknown_domain", "unknown_source", "trunks",
    ];

    /// <summary>A key under the path. The caller knows that it is not there.</summary>
    public static YamlText AddEntry(YamlText yaml, ReadOnlySpan<string> path, string key, YamlNode value)
    {
        var (there, found) = Find(yaml, path);
        if (found < path.Length)
        {
            YamlNode inner = YamlWriter.Map((key, value));
            for (var i = path.Length - 1; i > found; i--)
            {
                inner = YamlWriter.Map((path[i], inner));
            }
            return AddEntry(yaml, path[..found], path[found], inner);
        }
        var entry = new YamlEntry(key, default, value);
        var expected = YamlShape.With(yaml.Root, [.. path, key], _ => value);
        switch (there.Node)
        {
            case YamlMap { Flow: true, Entries: [.., var last] }:
                return Splice(yaml, last.Value.End.Line, yaml.Offset(last.Value.End), 0, $", {YamlWriter.Flow(entry)}", expected);
            case YamlMap { Flow: false, Entries: [var first, ..] } map:
                var after = path.Length == 0 ? SectionBefore(yaml, key) : LastLine(yaml, map);
                var indent = first.Position.Column - 1;
                List<string> lines = [.. YamlWriter.Lines(entry, indent, Step(yaml))];
                if (path.Length == 0 && lines.Count > 1 && HasEmptyLine(yaml))
                {
                    lines.Insert(0, string.Empty);
                }
                return InsertLines(yaml, after, indent, lines, expected);
            case YamlList { Items.Count: > 0 } or YamlScalar { IsNull: false }:
                throw new EditRefusedException(
                    there.Node.Position.Line, $"'{path[^1]}' is {there.Node.Kind} where keys with values should be");
            default:
                return Fill(yaml, there, YamlWriter.Map((key, value)), expected);
        }
    }

    /// <summary>
    /// An item at the end of the list at the path, which is made when it is not there: in brackets, or with a line for each item.
    /// </summary>
    public static YamlText AddItem(YamlText yaml, ReadOnlySpan<string> path, YamlNode item, bool brackets)
    {
        var (there, found) = Find(yaml, path);
        if (found < path.Length)
        {
            return AddEntry(yaml, path[..^1], path[^1], new YamlList([item], default) { Flow = brackets });
        }
        var expected = YamlShape.With(yaml.Root, path,
            list => new YamlList([.. list is YamlList { Items: var items } ? items : [], item], default));
        switch (there.Node)
        {
            case YamlList { Flow: true, Items: [.., var last] }:
                return Splice(yaml, last.End.Line, yaml.Offset(last.End), 0, $", {YamlWriter.Flow(item)}", expected);
            case YamlList { Flow: false, Items.Count: > 0 } list:
                var indent = list.Position.Column - 1;
                return InsertLines(yaml, LastLine(yaml, list), indent, [YamlWriter.Item(item, indent)], expected);
            case YamlMap { Entries.Count: > 0 } or YamlScalar { IsNull: false }:
                throw new EditRefusedException(
                    there.Node.Position.Line, $"'{path[^1]}' is {there.Node.Kind} where a list should be");
            default:
                return Fill(yaml, there, new YamlList([item], default) { Flow = brackets }, expected);
        }
    }

    /// <summary>A single value at the path, in place of the one that is there, if there is one.</summary>
    public static YamlText Set(YamlText yaml, ReadOnlySpan<string> path, YamlScalar value)
    {
        var (there, found) = Find(yaml, path);
        if (found < path.Length)
        {
            return AddEntry(yaml, path[..^1], path[^1], value);
        }
        if (there.Node is not YamlScalar { IsNull: false } scalar)
        {
            throw new EditRefusedException(there.Node.Position.Line, $"'{path[^1]}' is {there.Node.Kind} where a value should be");
        }
        var (start, end) = (yaml.Offset(scalar.Position), yaml.Offset(scalar.End));
        return Splice(
            yaml, scalar.Position.Line, start, end - start, YamlWriter.Flow(value), YamlShape.With(yaml.Root, path, _ => value));
    }

    /// <summary>A key with all that is in it, from lines of their own. Comments above it stay.</summary>
    public static YamlText RemoveEntry(YamlText yaml, ReadOnlySpan<string> path)
    {
        var there = Find(yaml, path).There;
        if (there.Entry is not { } entry || there.Parent is not { Flow: false } parent)
        {
            throw new EditRefusedException(there.Node.Position.Line, "what stands in braces is to be removed by hand");
        }
        var key = path[^1];
        var kept = new YamlMap([.. parent.Entries.Where(other => other.Key != key)], default);
        var expected = path.Length == 1 ? kept : YamlShape.With(yaml.Root, path[..^1], _ => kept);
        var start = yaml.StartOf(entry.Position.Line);
        var end = yaml.EndOf(Math.Max(entry.Position.Line, LastLine(yaml, entry.Value)));
        return Splice(yaml, entry.Position.Line, start, end - start, string.Empty, expected);
    }

    /// <summary>With the lines of its own, or what separates it from its neighbour.</summary>
    public static YamlText RemoveItem(YamlText yaml, ReadOnlySpan<string> path, int index)
    {
        var list = (YamlList)Find(yaml, path).There.Node;
        var item = list.Items[index];
        RefuseShared(item);
        var expected = YamlShape.With(yaml.Root, path,
            _ => new YamlList([.. list.Items.Where((_, i) => i != index)], default));
        int start;
        int end;
        if (list.Flow)
        {
            start = yaml.Offset(index == list.Items.Count - 1 && index > 0 ? list.Items[index - 1].End : item.Position);
            end = yaml.Offset(index < list.Items.Count - 1 ? list.Items[index + 1].Position : item.End);
        }
        else
        {
            if (!yaml.Line(item.Position.Line).TrimStart(' ').StartsWith('-'))
            {
                throw new EditRefusedException(
                    item.Position.Line, "the item does not begin in the line of its dash; remove it by hand");
            }
            (start, end) = (yaml.StartOf(item.Position.Line), yaml.EndOf(LastLine(yaml, item)));
        }
        return Splice(yaml, item.Position.Line, start, end - start, string.Empty, expected);
    }

    /// <summary>The place of a node: its key's entry and what that stands in; neither for the whole document.</summary>
    private readonly record struct Place(YamlNode Node, YamlEntry? Entry, YamlMap? Parent);

    /// <summary>As far as the path is written, and how many of its keys that are.</summary>
    private static (Place There, int Found) Find(YamlText yaml, ReadOnlySpan<string> path)
    {
        var there = new Place(yaml.Root, null, null);
        RefuseShared(there.Node);
        for (var i = 0; i < path.Length; i++)
        {
            switch (there.Node)
            {
                case YamlMap map when YamlShape.Find(map, path[i]) is { } entry:
                    RefuseShared(entry.Value);
                    there = new Place(entry.Value, entry, map);
                    break;
                case YamlMap or YamlScalar { IsNull: true }:
                    return (there, i);
                default:
                    throw new EditRefusedException(
                        there.Node.Position.Line, $"'{path[i - 1]}' is {there.Node.Kind} where keys with values should be");
            }
        }
        return (there, path.Length);
    }

    private static void RefuseShared(YamlNode node)
    {
        if (node.Shared is { } place)
        {
            throw new EditRefusedException(
                place.Line, "an anchor, an alias or a tag is used here; what changes with it is for a person to decide");
        }
    }

    /// <summary>Puts the first content where there is none: behind "key:", or into empty brackets.</summary>
    private static YamlText Fill(YamlText yaml, Place there, YamlNode content, YamlMap expected)
    {
        var node = there.Node;
        if (there.Entry is not { } entry || there.Parent is not { } parent
            || node.Position.Line != entry.Position.Line || node.End.Line != entry.Position.Line)
        {
            throw new EditRefusedException(node.Position.Line, "there is nothing here that could be filled; write it by hand");
        }
        var line = entry.Position.Line;
        var (start, end) = (yaml.Offset(node.Position), yaml.Offset(node.End));
        if (parent.Flow || content is YamlList { Flow: true })
        {
            var text = (start == end ? " " : string.Empty) + YamlWriter.Flow(content);
            return Splice(yaml, line, start, end - start, text, expected);
        }
        while (end > start && yaml.Text[start - 1] is ' ' or '\t')
        {
            start--;
        }
        var indent = entry.Position.Column - 1;
        var lines = YamlWriter.Lines(entry with { Value = content }, indent, Step(yaml)).Skip(1);
        var (at, below) = Lines(yaml, line, indent + 1, lines);
        var filled = string.Concat(yaml.Text.AsSpan(0, start), yaml.Text.AsSpan(end, at - end), below, yaml.Text.AsSpan(at));
        return Accept(line, filled, expected);
    }

    private static YamlText InsertLines(YamlText yaml, int after, int indent, IEnumerable<string> lines, YamlMap expected)
    {
        var (at, text) = Lines(yaml, after, indent, lines);
        return Splice(yaml, after, at, 0, text, expected);
    }

    /// <summary>
    /// The offset behind a line, and behind the comments after it that are indented deeper than what is inserted: those belong to
    /// what stands above.
    /// </summary>
    private static (int At, string Text) Lines(YamlText yaml, int after, int indent, IEnumerable<string> lines)
    {
        while (after < yaml.LineCount && yaml.Line(after + 1) is var next && next.TrimStart(' ').StartsWith('#')
            && next.Length - next.TrimStart(' ').Length > indent)
        {
            after++;
        }
        var at = yaml.EndOf(after);
        var text = new StringBuilder();
        if (yaml.Text[at - 1] == '\n')
        {
            foreach (var line in lines)
            {
                text.Append(line).Append(yaml.LineBreak);
            }
        }
        else
        {
            // The last line of a file that ends without a line break, which the new last line keeps up.
            foreach (var line in lines)
            {
                text.Append(yaml.LineBreak).Append(line);
            }
        }
        return (at, text.ToString());
    }

    private static YamlText Splice(YamlText yaml, int line, int start, int length, string text, YamlMap expected) =>
        Accept(line, string.Concat(yaml.Text.AsSpan(0, start), text, yaml.Text.AsSpan(start + length)), expected);

    private static YamlText Accept(int line, string text, YamlMap expected) =>
        YamlText.TryRead(text, new ProblemList(ConfigPositions.None)) is { } after && YamlShape.Same(after.Root, expected)
            ? after
            : throw new EditRefusedException(
                line, "this is written in a way that a command cannot edit; write the change by hand");

    private static int SectionBefore(YamlText yaml, string key)
    {
        var rank = Array.IndexOf(Sections, key);
        for (var i = rank - 1; i >= 0; i--)
        {
            if (YamlShape.Find(yaml.Root, Sections[i]) is { } section)
            {
                return Math.Max(section.Position.Line, LastLine(yaml, section.Value));
            }
        }
        return LastLine(yaml, yaml.Root);
    }

    private static int LastLine(YamlText yaml, YamlNode node)
    {
        var line = node.End.Line;
        if (node.End.Column == 1 && line > node.Position.Line)
        {
            // Text in block style (|, >) ends where the next thing begins.
            do
            {
                line--;
            }
            while (line > node.Position.Line && yaml.Line(line).IsEmpty);
        }
        return line;
    }

    /// <summary>How much deeper this file writes what stands under a key.</summary>
    private static int Step(YamlText yaml) => yaml.Root.Entries
        .Select(static entry => entry.Value)
        .OfType<YamlMap>()
        .Where(static map => !map.Flow && map.Entries.Count > 0)
        .Select(map => map.Entries[0].Position.Column - yaml.Root.Entries[0].Position.Column)
        .FirstOrDefault(static step => step > 0, UsualStep);

    private static bool HasEmptyLine(YamlText yaml)
    {
        for (var line = 1; line <= yaml.LineCount; line++)
        {
            if (yaml.Line(line).IsEmpty)
            {
                return true;
            }
        }
        return false;
    }
}
