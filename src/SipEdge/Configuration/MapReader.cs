using System.Collections.Immutable;
using System.Globalization;
using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>
/// Takes typed values out of one mapping and complains, with the place, about what does not fit. The keys that are asked for
/// are the keys there are: <see cref="Finish"/> refuses every other and says what was probably meant.
/// </summary>
internal sealed partial class MapReader
{
    private readonly Dictionary<string, YamlEntry> _entries;
    // In the order asked for, which is the order people read.
    private readonly List<string> _known = [];
    private readonly ReadContext _context;
    private readonly string _shape;

    public MapReader(YamlMap map, string path, string shape, ReadContext context)
    {
        Path = path;
        _shape = shape;
        _context = context;
        _entries = map.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    public string Path { get; }

    public string At(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>The scalar's text; null when absent, or when it is no scalar, which is complained about.</summary>
    public string? Text(string key) => Take(key) switch
    {
        null => null,
        YamlScalar { IsNull: false } scalar => scalar.Value,
        var other => Wrong<string>(At(key), "a single value", other),
    };

    public string Text(string key, string otherwise) => Text(key) ?? Default(key, otherwise, otherwise);

    public string RequiredText(string key)
    {
        if (!Has(key))
        {
            _context.Problems.Missing(Path, key);
        }
        return Text(key) ?? string.Empty;
    }

    /// <summary>A file name, made absolute.</summary>
    public string? File(string key) => Text(key) is { } path ? _context.FullPath(path) : null;

    public int? OptionalInt(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }
        _context.Problems.Error(At(key), $"'{text}' is not a whole number");
        return null;
    }

    public int Int(string key, int otherwise) =>
        OptionalInt(key) ?? Default(key, otherwise, otherwise.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number, or a word that stands for one.</summary>
    public int IntOr<T>(string key, NameTable<T> words, Func<T, int> number, int otherwise)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
        {
            return Default(key, otherwise, otherwise.ToString(CultureInfo.InvariantCulture));
        }
        if (words.TryFind(text, out var word))
        {
            return number(word);
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }
        _context.Problems.Error(At(key), $"'{text}' is not known here", $"a number, or {string.Join(", ", words.Names)}",
            NearestName.Find(text, words.Names));
        return otherwise;
    }

    public ImmutableArray<int> Ints(string key, ImmutableArray<int> otherwise)
    {
        if (!Has(key))
        {
            Ask(key);
            return Default(key, otherwise, $"[{string.Join(", ", otherwise)}]");
        }
        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var (path, node) in Items(key, "a list of whole numbers"))
        {
            if (Scalar(path, node) is not { } text)
            {
                continue;
            }
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else
            {
                _context.Problems.Error(path, $"'{text}' is not a whole number");
            }
        }
        return numbers.ToImmutable();
    }

    public bool Bool(string key, bool otherwise) =>
        OptionalBool(key) ?? Default(key, otherwise, otherwise ? "true" : "false");

    public bool? OptionalBool(string key)
    {
        switch (Text(key))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            case var text:
                _context.Problems.Error(At(key), $"'{text}' is neither true nor false", "true or false",
                    NearestName.Find(text, ["true", "false"]));
                return null;
        }
    }

    public TimeSpan Duration(string key, TimeSpan otherwise) =>
        OptionalDuration(key) ?? Default(key, otherwise, DurationText.Write(otherwise));

    public TimeSpan? OptionalDuration(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }
        if (DurationText.TryParse(text, out var value))
        {
            return value;
        }
        _context.Problems.Error(At(key), $"'{text}' is not a duration", "a number with ms, s, m, h or d");
        return null;
    }

    public T? OptionalChoice<T>(string key, NameTable<T> names)
        where T : struct, Enum => Text(key) is { } text ? Choose(At(key), text, names) : null;

    public T Choice<T>(string key, NameTable<T> names, T otherwise)
        where T : struct, Enum => OptionalChoice(key, names) ?? Default(key, otherwise, names.Name(otherwise));

    public ImmutableArray<string> Texts(string key) =>
        [.. Items(key, "a list of values").Select(item => Scalar(item.Path, item.Node)).OfType<string>()];

    public ImmutableArray<string> Texts(string key, ImmutableArray<string> otherwise)
    {
        if (Has(key))
        {
            return Texts(key);
        }
        Ask(key);
        return Default(key, otherwise, $"[{string.Join(", ", otherwise)}]");
    }

    /// <summary>One value, or a list of them. Null when it is absent.</summary>
    public ImmutableArray<string>? OneOrMore(string key)
    {
        if (_entries.GetValueOrDefault(key)?.Value is YamlScalar { IsNull: false })
        {
            return Text(key) is { } text ? [text] : null;
        }
        if (!Has(key))
        {
            Ask(key);
            return null;
        }
        return Texts(key);
    }

    /// <summary>The one of two names for the same thing that was written; both are known.</summary>
    public string Either(string key, string alias)
    {
        Ask(Has(alias) ? key : alias);
        if (!_entries.TryGetValue(alias, out var entry))
        {
            return key;
        }
        // What is said about the value is said under the first name.
        _context.Place(At(key), entry.Value.Position, entry.Value);
        if (Has(key))
        {
            _context.Place(At(alias), entry.Position, entry.Value);
            _context.Problems.Error(At(alias), $"'{alias}' is another name of '{key}'", "one of the two");
        }
        return alias;
    }

    /// <summary>A key that an earlier release had, and what stands in its place.</summary>
    public void Replaced(string key, string by)
    {
        if (_entries.Remove(key, out var entry))
        {
            _context.Place(At(key), entry.Position, entry.Value);
            _context.Problems.Error(At(key), $"'{key}' is no longer read", by);
        }
    }

    public ImmutableArray<T> Choices<T>(string key, NameTable<T> names, ImmutableArray<T> otherwise)
        where T : struct, Enum =>
        OptionalChoices(key, names) ?? Default(key, otherwise, $"[{string.Join(", ", otherwise.Select(names.Name))}]");

    public ImmutableArray<T>? OptionalChoices<T>(string key, NameTable<T> names)
        where T : struct, Enum
    {
        if (!Has(key))
        {
            Ask(key);
            return null;
        }
        var chosen = ImmutableArray.CreateBuilder<T>();
        foreach (var (path, node) in Items(key, "a list of values"))
        {
            if (Scalar(path, node) is { } text && Choose(path, text, names) is { } value)
            {
                chosen.Add(value);
            }
        }
        // Of a list whose every value is wrong nothing else is worth saying.
        return chosen.Count > 0 || _entries[key].Value is YamlList { Items: [] } ? chosen.ToImmutable() : null;
    }

    /// <summary>A list of mappings. A scalar item is read by <paramref name="shorthand"/>, where there is one.</summary>
    public ImmutableArray<T> List<T>(string key, Func<MapReader, T> read, Func<string, T>? shorthand = null)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        foreach (var (path, node) in Items(key, "a list"))
        {
            if (node is YamlScalar { IsNull: false } scalar && shorthand is not null)
            {
                items.Add(shorthand(scalar.Value));
            }
            else if (node is YamlMap map)
            {
                items.Add(Read(map, path, $"{Shape(key)}.*", read));
            }
            else
            {
                Wrong<object>(path, "keys with values", node);
            }
        }
        return items.ToImmutable();
    }

    /// <summary>A mapping from names that the operator chose. <paramref name="reserved"/> is left to the caller.</summary>
    public ImmutableSortedDictionary<string, T> Named<T>(string key, Func<MapReader, T> read, string? reserved = null)
    {
        var named = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var entry in Inner(key)?.Entries ?? [])
        {
            var path = $"{At(key)}.{entry.Key}";
            _context.Place(path, entry.Position, entry.Value);
            if (entry.Key == reserved)
            {
                continue;
            }
            if (entry.Value is YamlMap map)
            {
                named.Add(entry.Key, Read(map, path, $"{Shape(key)}.*", read));
            }
            else if (entry.Value is YamlScalar { IsNull: true })
            {
                named.Add(entry.Key, Read(new YamlMap([], entry.Position), path, $"{Shape(key)}.*", read));
            }
            else
            {
                Wrong<object>(path, "keys with values", entry.Value);
            }
        }
        return named.ToImmutable();
    }

    public T? Object<T>(string key, Func<MapReader, T> read)
        where T : class => Inner(key) is { } map ? Read(map, At(key), Shape(key), read) : null;

    public T Object<T>(string key, Func<MapReader, T> read, T otherwise)
        where T : class
    {
        if (Object(key, read) is { } there)
        {
            return there;
        }
        if (_context.Effective is not null)
        {
            read(new MapReader(new YamlMap([], default), At(key), Shape(key), _context.OfDefaults()));
        }
        return otherwise;
    }

    /// <summary>One word of a choice, or a mapping where the word needs more said.</summary>
    public T? ChoiceOrObject<T, TWord>(string key, NameTable<TWord> names, Func<TWord, T> fromWord, Func<MapReader, T> read)
        where T : class
        where TWord : struct, Enum
    {
        switch (Take(key))
        {
            case null or YamlScalar { IsNull: true }:
                return null;
            case YamlMap map:
                return Read(map, At(key), Shape(key), read);
            case YamlScalar scalar:
                return Choose(At(key), scalar.Value, names) is { } word ? fromWord(word) : null;
            case var other:
                return Wrong<T>(At(key), "a single value or keys with values", other);
        }
    }

    /// <summary>
    /// A reference to a secret. One that stands in the file itself is refused and not repeated: configurations are copied,
    /// mailed and checked in.
    /// </summary>
    public SecretReference? Secret(string key)
    {
        const string Alternatives = "{ file: path }, { env: VARIABLE } or { credential: name }";
        if (_entries.GetValueOrDefault(key)?.Value is YamlMap reference)
        {
            _context.Effective?.WrittenWhole(At(key), reference, new ConfigLine(reference.Origin ?? _context.Positions.File,
                reference.Position.Line));
        }
        switch (Take(key))
        {
            case null:
                return null;
            case YamlMap { Entries: [{ Value: YamlScalar { IsNull: false, Value: var name } } entry] }
                when SecretKinds.TryFind(entry.Key, out var kind):
                return new SecretReference(kind, kind == SecretKind.File ? _context.FullPath(name) : name);
            case YamlMap { Entries: [var entry] } when !SecretKinds.TryFind(entry.Key, out _):
                _context.Problems.Error(At(key), $"there is no kind of secret '{entry.Key}'", Alternatives,
                    NearestName.Find(entry.Key, SecretKinds.Names));
                return null;
            case YamlScalar { IsNull: false }:
                _context.Problems.Error(At(key), "a secret does not stand in the configuration itself", Alternatives);
                return null;
            default:
                _context.Problems.Error(At(key), "one place to find the secret is needed", Alternatives);
                return null;
        }
    }

    /// <summary>After every key was asked for: complains about the others.</summary>
    public void Finish()
    {
        foreach (var entry in _entries.Values.Where(entry => !_known.Contains(entry.Key)))
        {
            _context.Place(At(entry.Key), entry.Position, entry.Value);
            _context.Problems.Error(At(entry.Key),
                entry.Key == "<<" ? "merge keys are not supported" : $"unknown key '{entry.Key}'",
                $"one of {string.Join(", ", _known)}", NearestName.Find(entry.Key, _known));
        }
    }

    private static NameTable<SecretKind> SecretKinds { get; } = new(
        ("file", SecretKind.File), ("env", SecretKind.Env), ("credential", SecretKind.Credential));
}
