using System.Globalization;
using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

// Nodes: how a value is found and named, and what is said of one of the wrong kind.
internal sealed partial class MapReader
{
    private T Read<T>(YamlMap map, string path, string shape, Func<MapReader, T> read)
    {
        var reader = new MapReader(map, path, shape, _context);
        var value = read(reader);
        reader.Finish();
        return value;
    }

    private YamlMap? Inner(string key) => Take(key) switch
    {
        null or YamlScalar { IsNull: true } => null,
        YamlMap map => map,
        var other => Wrong<YamlMap>(At(key), "keys with values", other),
    };

    private IEnumerable<(string Path, YamlNode Node)> Items(string key, string expected)
    {
        switch (Take(key))
        {
            case null or YamlScalar { IsNull: true }:
                yield break;
            case YamlList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    var path = string.Create(CultureInfo.InvariantCulture, $"{At(key)}[{i}]");
                    _context.Place(path, list.Items[i].Position, list.Items[i]);
                    yield return (path, list.Items[i]);
                }
                yield break;
            case var other:
                Wrong<object>(At(key), expected, other);
                yield break;
        }
    }

    private string? Scalar(string path, YamlNode node) =>
        node is YamlScalar { IsNull: false } scalar ? scalar.Value : Wrong<string>(path, "a single value", node);

    private T? Choose<T>(string path, string text, NameTable<T> names)
        where T : struct, Enum
    {
        if (names.TryFind(text, out var value))
        {
            return value;
        }
        _context.Problems.Error(path, $"'{text}' is not known here", string.Join(", ", names.Names),
            NearestName.Find(text, names.Names));
        return null;
    }

    /// <summary>Says what was found by kind, not by content: it may be a secret that slipped into the wrong line.</summary>
    private T? Wrong<T>(string path, string expected, YamlNode found)
        where T : class
    {
        _context.Problems.Error(path, $"{found.Kind} where {expected} should be");
        return null;
    }

    private void Ask(string key)
    {
        _known.Add(key);
        _context.Keys?.Add(Shape(key));
    }

    private string Shape(string key) => _shape.Length == 0 ? key : $"{_shape}.{key}";

    private YamlNode? Take(string key)
    {
        Ask(key);
        if (!_entries.TryGetValue(key, out var entry))
        {
            _context.Effective?.Default(At(key), null);
            return null;
        }
        // A value is where the eye goes, but the object of a missing key is found by its name.
        var place = entry.Value is YamlScalar { IsNull: false } scalar ? scalar.Position : entry.Position;
        _context.Place(At(key), place, entry.Value);
        _context.Effective?.Written(
            At(key), entry.Value, new ConfigLine(entry.Value.Origin ?? _context.Positions.File, place.Line));
        return entry.Value;
    }

    private T Default<T>(string key, T otherwise, string text)
    {
        _context.Effective?.Default(At(key), text);
        return otherwise;
    }
}
