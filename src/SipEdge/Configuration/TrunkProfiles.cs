using System.Collections.Immutable;
using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>The profiles of this release, which are part of the program (config/profiles), and how a trunk takes from one.</summary>
internal static class TrunkProfiles
{
    private const string Folder = "profiles/";
    private const string Extension = ".yaml";

    private static readonly Lazy<ImmutableArray<TrunkProfile>> Read = new(ReadAll);

    /// <summary>By name, the newest version of each first.</summary>
    public static ImmutableArray<TrunkProfile> All => Read.Value;

    public static TrunkProfile? Newest(string name) => All.FirstOrDefault(profile => profile.Name == name);

    /// <summary>The document with the values of their profiles under those of the trunks.</summary>
    public static YamlMap Apply(YamlMap root, ConfigPositions positions, ProblemList problems)
    {
        if (root.Entries.FirstOrDefault(static entry => entry.Key == "trunks") is not { Value: YamlMap trunks } section
            || !trunks.Entries.Any(static trunk => Named(trunk) is not null))
        {
            return root;
        }
        var merged = trunks with
        {
            Entries = [.. trunks.Entries.Select(trunk => Named(trunk) is { } name
                && Choose(name, $"trunks.{trunk.Key}.profile", positions, problems) is { } profile
                    ? trunk with { Value = ProfileMerge.Apply((YamlMap)trunk.Value, profile) }
                    : trunk)],
        };
        return root with
        {
            Entries = [.. root.Entries.Select(entry => entry == section ? entry with { Value = merged } : entry)],
        };
    }

    private static YamlScalar? Named(YamlEntry trunk) =>
        (trunk.Value as YamlMap)?.Entries.FirstOrDefault(static entry => entry.Key == "profile")?.Value
            is YamlScalar { IsNull: false } name ? name : null;

    /// <summary>The newest one also where the version is missing or wrong, so that only that is complained about.</summary>
    private static TrunkProfile? Choose(YamlScalar written, string path, ConfigPositions positions, ProblemList problems)
    {
        positions.Add(path, written.Position);
        var at = written.Value.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? written.Value : written.Value[..at];
        if (Newest(name) is not { } newest)
        {
            problems.Error(path, $"there is no profile '{name}'", "one that 'sipedge profiles' lists",
                NearestName.Find(name, All.Select(static profile => profile.Name)));
            return null;
        }
        if (at < 0)
        {
            problems.Error(path, "a trunk names the version of its profile, so that a new one changes nothing by itself",
                newest.FullName);
            return newest;
        }
        if (All.FirstOrDefault(profile => profile.FullName == written.Value) is not { } chosen)
        {
            problems.Error(path, $"there is no such version of profile '{name}'",
                string.Join(" or ", All.Where(profile => profile.Name == name).Select(static profile => profile.FullName)));
            return newest;
        }
        if (chosen.Version < newest.Version)
        {
            problems.Warning(path, $"there is a newer version of this profile; 'sipedge profiles {newest.FullName}' shows it",
                newest.FullName);
        }
        return chosen;
    }

    private static ImmutableArray<TrunkProfile> ReadAll()
    {
        var assembly = typeof(TrunkProfiles).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(static name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return TrunkProfile.Read(name[Folder.Length..^Extension.Length], reader.ReadToEnd());
                })
                .OrderBy(static profile => profile.Name, StringComparer.Ordinal)
                .ThenByDescending(static profile => profile.Version),
        ];
    }
}
