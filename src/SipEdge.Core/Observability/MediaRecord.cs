using SipEdge.Media.Quality;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Observability;

/// <summary>What arrived from a side and what was sent to it.</summary>
/// <param name="Voice">How that side sounded; null when it cannot be told.</param>
public sealed record MediaRecord(StreamStatistics Statistics, VoiceEstimate? Voice)
{
    /// <summary>One side, in a conversation with the other: the delay of both legs counts.</summary>
    public static MediaRecord Of(in StreamStatistics side, in StreamStatistics other) =>
        new(side, VoiceEstimate.From(side.Quality, other.Quality.RoundTrip));
}
