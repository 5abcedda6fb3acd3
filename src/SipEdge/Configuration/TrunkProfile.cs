using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>
/// Values for trunks of one kind: keys of a trunk, and keys of each of its gateways. A version never changes once it was released;
/// a trunk names the one it means.
/// </summary>
internal sealed record TrunkProfile(string Name, int Version, string Description, string Text)
{
    /// <summary>Keys under <c>trunks.*</c>.</summary>
    public required YamlMap Trunk { get; init; }

    /// <summary>Keys of every gateway of the trunk.</summary>
    public required YamlMap Gateway { get; init; }

    /// <summary>As a trunk names it.</summary>
    public string FullName => FormattableString.Invariant($"{Name}@{Version}");

    /// <summary>As problems and decisions name the place of a value.</summary>
    public string File => $"profile {FullName}";

    /// <exception cref="InvalidDataException">It is not a profile.</exception>
    public static TrunkProfile Read(string fullName, string text)
    {
        var at = fullName.LastIndexOf('@');
        var problems = new ProblemList(ConfigPositions.None);
        var root = at > 0 ? YamlTree.Read(null, new StringReader(text), problems) : null;
        if (root is null || problems.HasErrors || !int.TryParse(fullName.AsSpan(at + 1), out var version) || version < 1
            || Find(root, "description") is not YamlScalar { IsNull: false } description
            || root.Entries.FirstOrDefault(static entry => entry.Key is not ("description" or "trunk" or "gateway")) is not null)
        {
            throw new InvalidDataException($"'{fullName}' is no profile: {(problems.Count > 0 ? problems[0] : "its keys")}");
        }
        return new TrunkProfile(fullName[..at], version, description.Value, text)
        {
            Trunk = Find(root, "trunk") as YamlMap ?? new YamlMap([], root.Position),
            Gateway = Find(root, "gateway") as YamlMap ?? new YamlMap([], root.Position),
        };
    }

    private static YamlNode? Find(YamlMap map, string key) =>
        map.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
}
