using System.Collections.Concurrent;
using SipEdge.Media.Quality;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Observability;

/// <summary>
/// What arrived from a side and what was sent to it. Half a kilobyte, so it is lent: <see cref="Of"/> takes one, the loop fills
/// it, and whoever has written the record gives it back with <see cref="Release"/>. One that is not given back is garbage, no leak.
/// </summary>
public sealed class MediaRecord(StreamStatistics statistics, VoiceEstimate? voice)
{
    /// <summary>Those of a second of a busy edge.</summary>
    private const int MostFree = 2048;

    private static readonly ConcurrentQueue<MediaRecord> Free = new();
    private static int _free;

    private StreamStatistics _statistics = statistics;

    public ref readonly StreamStatistics Statistics => ref _statistics;

    /// <summary>How that side sounded; null when it cannot be told.</summary>
    public VoiceEstimate? Voice { get; private set; } = voice;

    /// <summary>One side, in a conversation with the other: the delay of both legs counts.</summary>
    public static MediaRecord Of(in StreamStatistics side, in StreamStatistics other)
    {
        var voice = VoiceEstimate.From(side.Quality, other.Quality.RoundTrip);
        if (!Free.TryDequeue(out var record))
        {
            return new MediaRecord(side, voice);
        }

        Interlocked.Decrement(ref _free);
        (record._statistics, record.Voice) = (side, voice);
        return record;
    }

    /// <summary>Once, by the last who reads it.</summary>
    public void Release()
    {
        if (Volatile.Read(ref _free) < MostFree)
        {
            Interlocked.Increment(ref _free);
            Free.Enqueue(this);
        }
    }
}
