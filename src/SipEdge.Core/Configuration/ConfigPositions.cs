namespace SipEdge.Core.Configuration;

/// <summary>Where each path of a configuration was written: <c>trunks.carrier.gateways[0].port</c> to line and column.</summary>
public sealed class ConfigPositions(string? file)
{
    private readonly Dictionary<string, (ConfigPosition Place, string? File)> _places = new(StringComparer.Ordinal);

    /// <summary>No file: the built-in default, and options made by a test.</summary>
    public static ConfigPositions None { get; } = new(null);

    public string? File => file;

    /// <param name="path">Of the value.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="origin">In which file, when that is not the configuration: a profile.</param>
    public void Add(string path, ConfigPosition place, string? origin = null) => _places.TryAdd(path, (place, origin ?? file));

    /// <summary>The place of the path, or of its nearest parent that was written: a missing key points at its object.</summary>
    public ConfigPosition Find(string path) => Nearest(path).Place;

    /// <summary>The file of that place.</summary>
    public string? FileOf(string path) => Nearest(path).File;

    public ConfigLine Line(string path)
    {
        var (place, written) = Nearest(path);
        return new ConfigLine(written, place.Line);
    }

    private (ConfigPosition Place, string? File) Nearest(string path)
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
                return (default, file);
            }
            path = path[..cut];
        }
    }
}
