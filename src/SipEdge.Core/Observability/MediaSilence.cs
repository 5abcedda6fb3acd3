using SipEdge.Media.Quality;

namespace SipEdge.Core.Observability;

/// <summary>Which side of a call that was answered is silent, and since when. Plain data.</summary>
/// <param name="Since">When the last packet came, or the call was answered if none has; null when the side is heard.</param>
/// <param name="Seconds">This silence and those before it; what was held is none.</param>
public readonly record struct MediaSilence(DateTimeOffset? Since, double Seconds)
{
    /// <param name="at">The moment of the picture: now, or the end of the call.</param>
    public static MediaSilence Of(in StreamQuality stream, DateTimeOffset? answered, DateTimeOffset at)
    {
        var before = stream.Silences.TotalSeconds;
        if (answered is not { } from || !stream.Sends)
        {
            return new MediaSilence(null, before);
        }

        var since = stream.SinceLast is { } ago && at - ago > from ? at - ago : from;
        var lasting = (at - since).TotalSeconds;
        return lasting < StreamMonitor.SilenceSeconds
            ? new MediaSilence(null, before)
            : new MediaSilence(since, before + lasting);
    }
}
