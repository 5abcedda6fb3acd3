namespace SipEdge.Configuration;

/// <summary>
/// A trunk over its profile, key by key: what the trunk says counts, whatever the profile says. Lists are one value, but for the
/// gateways: each takes what the profile says of gateways.
/// </summary>
internal static class ProfileMerge
{
    public static YamlMap Apply(YamlMap trunk, TrunkProfile profile)
    {
        var merged = Over(trunk, Stamp(profile.Trunk, profile.File));
        var gateway = Stamp(profile.Gateway, profile.File);
        return merged with
        {
            Entries = [.. merged.Entries.Select(entry => entry is { Key: "gateways", Value: YamlList list }
                ? entry with { Value = list with { Items = [.. list.Items.Select(item => Over(item, gateway))] } }
                : entry)],
        };
    }

    private static YamlNode Over(YamlNode own, YamlMap profile) => own is YamlMap map ? Over(map, profile) : own;

    private static YamlMap Over(YamlMap own, YamlMap profile) => own with
    {
        Entries =
        [
            .. own.Entries.Select(entry => Find(profile, entry.Key) is not { } other ? entry : (entry.Value, other) switch
            {
                (YamlMap mine, YamlMap theirs) => entry with { Value = Over(mine, theirs) },
                (YamlScalar { IsNull: true }, YamlMap) => entry with { Value = other },
                _ => entry,
            }),
            .. profile.Entries.Where(entry => Find(own, entry.Key) is null),
        ],
    };

    private static YamlNode? Find(YamlMap map, string key) => map.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static YamlMap Stamp(YamlMap map, string file) => map with
    {
        Origin = file,
        Entries = [.. map.Entries.Select(entry => entry with { Value = Stamp(entry.Value, file) })],
    };

    private static YamlNode Stamp(YamlNode node, string file) => node switch
    {
        YamlMap map => Stamp(map, file),
        YamlList list => list with { Origin = file, Items = [.. list.Items.Select(item => Stamp(item, file))] },
        _ => node with { Origin = file },
    };
}
