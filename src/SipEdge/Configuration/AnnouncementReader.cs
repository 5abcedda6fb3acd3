using SipEdge.Core.Configuration;
using SipEdge.Media.Announcements;

namespace SipEdge.Configuration;

/// <summary>Reads the files of announcements, each once, and says what is wrong with them at every place that names them.</summary>
internal static class AnnouncementReader
{
    public static Dictionary<string, AnnouncementClip> Read(EdgeOptions options, ProblemList problems)
    {
        var clips = new Dictionary<string, AnnouncementClip>(StringComparer.Ordinal);
        foreach (var (path, file) in AnnouncementValidator.Files(options))
        {
            if (!clips.ContainsKey(file) && Read(path, file, problems) is { } clip)
            {
                clips.Add(file, clip);
            }
        }
        return clips;
    }

    private static AnnouncementClip? Read(string path, string file, ProblemList problems)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!stream.CanSeek || stream.Length > AnnouncementFile.MaxBytes)
            {
                problems.Error(path, $"{file} is no file, or larger than any announcement", "G.711 of at most 10 minutes");
                return null;
            }
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            if (AnnouncementFile.TryRead(file, content, out var clip, out var problem))
            {
                return clip;
            }
            problems.Error(path, $"{file} cannot be played: {problem}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Error(path, $"{file} cannot be read: {FileProblem.Describe(error)}");
        }
        return null;
    }
}
