using SipEdge.Media.Announcements;

namespace SipEdge.Core.Configuration;

/// <summary>What the callers of calls to a gateway hear, and when. Immutable; the clip is shared by all who play it.</summary>
public sealed record AnnouncementModel(AnnouncementClip Clip, AnnouncementPlay Play, ConfigLine Line)
{
    /// <summary>Null where nothing is to be heard.</summary>
    internal static AnnouncementModel? Compile(
        AnnouncementOptions options, IReadOnlyDictionary<string, AnnouncementClip> clips, ConfigLine line) =>
        options is { File: { } file, Play: not AnnouncementPlay.Never } && clips.TryGetValue(file, out var clip)
            ? new AnnouncementModel(clip, options.Play ?? AnnouncementPlay.Early, line)
            : null;
}
