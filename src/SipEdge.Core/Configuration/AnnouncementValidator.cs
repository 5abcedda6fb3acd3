namespace SipEdge.Core.Configuration;

/// <summary>Announcements: is there something to play, and will anybody hear it? Their files are read elsewhere.</summary>
public static class AnnouncementValidator
{
    /// <summary>Where every file is named.</summary>
    public static IEnumerable<(string Path, string File)> Files(EdgeOptions options)
    {
        foreach (var (path, policy) in Blocks(options))
        {
            if (policy.Announcement.File is { } file)
            {
                yield return ($"{path}.announcement.file", file);
            }
        }
    }

    internal static void Validate(EdgeOptions options, ProblemList problems)
    {
        var everybody = options.Media.Policy.Announcement;
        foreach (var (path, policy) in Blocks(options))
        {
            var effective = policy.Announcement.Over(everybody);
            if (policy.Announcement.Play is not (null or AnnouncementPlay.Never) && effective.File is null)
            {
                problems.Error($"{path}.announcement", "'file' is missing: there is nothing to play");
            }
        }
        foreach (var (name, trunk) in options.Trunks)
        {
            Heard(name, MediaPolicyMerge.For(options, trunk), trunk, problems);
        }
    }

    private static void Heard(string name, MediaPolicyOptions policy, TrunkOptions trunk, ProblemList problems)
    {
        if (policy.Announcement is not { File: not null, Play: not AnnouncementPlay.Never })
        {
            return;
        }
        var own = trunk.Media.Announcement is not { File: null, Play: null };
        var path = MediaPolicyMerge.PathOf(name, own, "announcement");
        if (policy.Mode == MediaMode.Direct)
        {
            problems.Warning(path, $"nobody hears it on calls to trunk '{name}', whose audio does not pass the edge",
                "mode: anchor, or play: never");
        }
        if (policy.Srtp.Termination == SrtpTermination.EndToEnd)
        {
            problems.Warning(path, $"nobody hears it on calls to trunk '{name}' where the keys pass from end to end",
                "srtp.termination: terminate, or play: never");
        }
    }

    private static IEnumerable<(string Path, MediaPolicyOptions Policy)> Blocks(EdgeOptions options)
    {
        yield return (MediaPolicyMerge.Base, options.Media.Policy);
        foreach (var (name, trunk) in options.Trunks)
        {
            yield return ($"trunks.{name}.media", trunk.Media);
        }
    }
}
