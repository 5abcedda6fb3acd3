using SipEdge.Core.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SipEdge.Configuration;

/// <summary>
/// Reads one YAML document into nodes with places. Bounded in depth and in size after aliases; keys are refused when they occur
/// twice, since whoever reads the file sees one of them and the program obeys the other.
/// </summary>
internal sealed class YamlTree
{
    private const int DeepestLevel = 16;
    private const long MostNodes = 2_000_000;

    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private readonly ProblemList _problems;
    private readonly string? _file;

    private YamlTree(string? file, ProblemList problems)
    {
        _file = file;
        _problems = problems;
    }

    /// <summary>Null when there is nothing to go on with; why is among the problems then.</summary>
    public static YamlMap? Read(string? file, TextReader text, ProblemList problems)
    {
        var tree = new YamlTree(file, problems);
        var parser = new Parser(text);
        try
        {
            return tree.ReadDocument(parser);
        }
        catch (YamlException error)
        {
            // Some errors of YamlDotNet 16.3.0 have no place, a tab in front of a key among them: they are behind what was read last.
            if (error.Start.Equals(Mark.Empty) && parser.Current is { } read)
            {
                tree.Error(Place(read.End), $"{error.Message.TrimEnd('.')} (here or in the lines below)");
            }
            else
            {
                tree.Error(Place(error.Start), error.Message);
            }
            return null;
        }
        catch (InvalidOperationException) when (parser.Current is { } last)
        {
            // The scanner of YamlDotNet 16.3.0 has no message for a list or map in brackets that runs on into the lines below.
            tree.Error(Place(last.Start), "what begins here is not YAML: a bracket, brace or quote is not closed");
            return null;
        }
    }

    private YamlMap? ReadDocument(IParser parser)
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            Error(new ConfigPosition(1, 1), "the file is empty");
            return null;
        }
        parser.Consume<DocumentStart>();
        var root = ReadNode(parser, 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            Error(Place(second.Start), "one document is expected, and here a second one starts");
        }
        if (root is YamlMap map)
        {
            return map;
        }
        Error(root.Position, $"keys with values are expected, not {root.Kind}");
        return null;
    }

    private YamlNode ReadNode(IParser parser, int depth)
    {
        var next = parser.Current ?? throw new YamlException("the document ends too early");
        if (depth > DeepestLevel)
        {
            throw new SemanticErrorException(next.Start, next.End, "nested too deeply");
        }
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var known)
                ? known with { End = Place(alias.End), Shared = Place(alias.Start) }
                : throw new SemanticErrorException(alias.Start, alias.End, $"there is no anchor '{alias.Value}' above");
        }
        var started = parser.Consume<NodeEvent>();
        if (!started.Tag.IsEmpty && started is not Scalar { IsQuotedImplicit: true })
        {
            Error(Place(started.Start), "tags are not used here");
        }
        YamlNode node = started switch
        {
            Scalar scalar => new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, Place(scalar.Start))
            {
                End = Place(scalar.End),
            },
            SequenceStart list => ReadList(parser, Place(list.Start), list.Style == SequenceStyle.Flow, depth),
            _ => ReadMap(parser, Place(started.Start), started is MappingStart { Style: MappingStyle.Flow }, depth),
        };
        if (!started.Anchor.IsEmpty || !started.Tag.IsEmpty)
        {
            node = node with { Shared = Place(started.Start) };
        }
        if (node.Weight > MostNodes)
        {
            throw new SemanticErrorException(started.Start, started.End, "aliases make this too large");
        }
        if (!started.Anchor.IsEmpty)
        {
            _anchors[started.Anchor] = node;
        }
        return node;
    }

    private YamlList ReadList(IParser parser, ConfigPosition place, bool flow, int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.Accept<SequenceEnd>(out _))
        {
            items.Add(ReadNode(parser, depth + 1));
        }
        var end = parser.Consume<SequenceEnd>();
        // Without brackets the end is reported where the next thing begins, lines below.
        var last = flow || items.Count == 0 ? Behind(end.Start) : items[^1].End;
        return new YamlList(items, place) { End = last, Flow = flow };
    }

    private YamlMap ReadMap(IParser parser, ConfigPosition place, bool flow, int depth)
    {
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var last = place;
        while (!parser.Accept<MappingEnd>(out _))
        {
            var key = ReadNode(parser, depth + 1);
            var value = ReadNode(parser, depth + 1);
            last = value.End;
            if (key is not YamlScalar { Value: var name })
            {
                Error(key.Position, "a key is a single value");
            }
            else if (!lines.TryAdd(name, key.Position.Line))
            {
                Error(key.Position, $"'{name}' is set already in line {lines[name]}");
            }
            else
            {
                entries.Add(new YamlEntry(name, key.Position, value));
            }
        }
        var end = parser.Consume<MappingEnd>();
        return new YamlMap(entries, place) { End = flow ? Behind(end.Start) : last, Flow = flow };
    }

    private void Error(ConfigPosition place, string message) =>
        _problems.Add(new Problem(string.Empty, message) { File = _file, Position = place });

    /// <summary>Of a closing bracket; YamlDotNet 16.3.0 tells where it stands and not where it ends.</summary>
    private static ConfigPosition Behind(Mark bracket) => new((int)bracket.Line, (int)bracket.Column + 1);

    private static ConfigPosition Place(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
