namespace SipEdge.Core.Configuration;

/// <summary>What callers hear of the edge itself. A key that is not given is that of the less specific block.</summary>
public sealed record AnnouncementOptions
{
    /// <summary>G.711 in a .wav, .au or raw file; full path. Its content is read by whoever reads the configuration.</summary>
    public string? File { get; init; }

    public AnnouncementPlay? Play { get; init; }

    public AnnouncementOptions Over(AnnouncementOptions other) => new()
    {
        File = File ?? other.File,
        Play = Play ?? other.Play,
    };
}
