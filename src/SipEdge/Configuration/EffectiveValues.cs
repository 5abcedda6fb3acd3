using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>
/// Every value that was asked for while a configuration was read, with the place it came from: what <c>check --effective</c>
/// prints. In the order of reading.
/// </summary>
internal sealed class EffectiveValues
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, EffectiveValue> _values = new(StringComparer.Ordinal);

    public IEnumerable<EffectiveValue> All => _order.Select(path => _values[path]);

    /// <summary>
    /// Of one trunk. What neither it nor its profile says about media is what media.policy says.
    /// </summary>
    public IEnumerable<EffectiveValue> OfTrunk(string name)
    {
        var start = $"trunks.{name}.";
        var media = start + "media.";
        foreach (var value in All.Where(value => value.Path.StartsWith(start, StringComparison.Ordinal)))
        {
            yield return value.Value is null && value.Path.StartsWith(media, StringComparison.Ordinal)
                && _values.TryGetValue($"media.policy.{value.Path[media.Length..]}", out var general)
                    ? general with { Path = value.Path }
                    : value;
        }
    }

    public void Written(string path, YamlNode value, ConfigLine line)
    {
        switch (value)
        {
            case YamlScalar { IsNull: false } scalar:
                Set(new EffectiveValue(path, scalar.Value, line));
                break;
            case YamlList list when list.Items.All(static item => item is YamlScalar):
                Set(new EffectiveValue(path, Show(list), line));
                break;
            case YamlScalar:
                Set(new EffectiveValue(path, null, line));
                break;
            default:
                break; // what is in it is asked for on its own
        }
    }

    /// <summary>A reference says where a secret is, and nothing of it.</summary>
    public void WrittenWhole(string path, YamlNode value, ConfigLine line) =>
        Set(new EffectiveValue(path, Show(value), line));

    public void Default(string path, string? value)
    {
        if (!_values.TryGetValue(path, out var there) || there.Value is null)
        {
            Set(new EffectiveValue(path, value, null));
        }
    }

    private static string Show(YamlNode node) => node switch
    {
        YamlScalar scalar => scalar.Value,
        YamlList list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        YamlMap map => $"{{ {string.Join(", ", map.Entries.Select(static entry => $"{entry.Key}: {Show(entry.Value)}"))} }}",
        _ => node.Kind,
    };

    private void Set(EffectiveValue value)
    {
        if (_values.TryAdd(value.Path, value))
        {
            _order.Add(value.Path);
        }
        else
        {
            _values[value.Path] = value;
        }
    }
}
