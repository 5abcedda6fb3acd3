using SipEdge.Media.Quality;

namespace SipEdge.Media.Relay;

/// <summary>What the live sessions come to at this moment.</summary>
/// <param name="Streams">Sides that have sent.</param>
/// <param name="Silent">
/// Of those, the ones that are to send and have not for <see cref="StreamMonitor.SilenceSeconds"/>.
/// </param>
/// <param name="Rejected">Packets of strangers, and those that were no media or did not authenticate.</param>
public readonly record struct MediaTotals(int Streams, int Silent, long Received, long Lost, long Late, long Rejected)
{
    internal MediaTotals With(in StreamStatistics side) => new(
        Streams + (side.PacketsReceived > 0 ? 1 : 0),
        Silent + (side.Quality.IsSilent ? 1 : 0),
        Received + side.PacketsReceived,
        Lost + side.Quality.Lost,
        Late + side.Quality.Late,
        Rejected + side.Rejected);
}
