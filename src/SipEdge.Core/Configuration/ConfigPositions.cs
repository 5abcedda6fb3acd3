namespace SipEdge.Core.Configuration;

/// <summary>Where each path of a configuration was written: <c>trunks.carrier.gateways[0].port</c> to line and column.</summary>
public sealed class ConfigPositions(string? file)
{
    private readonly Dictionary<string, ConfigPosition> _places = new(StringComparer.Ordinal);

    /// <summary>No file: the built-in default, and options made by a test.</summary>
    public static ConfigPositions None { get; } = new(null);

    public string? File => file;

    public void Add(string path, ConfigPosition place) => _places.TryAdd(path, place);

    /// <summary>The place of the path, or of its nearest parent that was written: a missing key points at its object.</summary>
    public ConfigPosition Find(string path)
    {
        while (true)
        {
            if (_places.TryGetValue(path, out var place))
            {
                return place;
            }
            var cut = path.LastIndexOfAny(['.', '[']);
            if (cut <= 0)
            {
                return default;
            }
            path = path[..cut];
        }
    }

    public ConfigLine Line(string path) => new(file, Find(path).Line);
}
