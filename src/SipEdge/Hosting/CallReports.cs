using SipEdge.Admin;
using SipEdge.Core.Pipeline;
using SipEdge.Media.Relay;

namespace SipEdge.Hosting;

/// <summary>A live call as the admin interface tells it.</summary>
internal static class CallReports
{
    public static CallReport From(CallSummary call, DateTimeOffset now) => new(
        call.Id,
        call.State.ToLowerInvariant(),
        call.Started,
        call.Answered,
        Math.Round((now - call.Started).TotalSeconds, 3),
        call.From,
        call.Called,
        new LegReport(call.CallerTransport, call.CallerPeer, call.CallerMedia, Audio(call.CallerAudio)),
        call.Trunk ?? "echo",
        call.CalleeTransport is null
            ? null
            : new LegReport(call.CalleeTransport, call.CalleePeer ?? string.Empty, call.CalleeMedia ?? string.Empty,
                Audio(call.CalleeAudio)));

    private static AudioReport? Audio(StreamStatistics? seen) => seen is not { } audio
        ? null
        : new AudioReport(audio.PacketsReceived, audio.PacketsSent, audio.Quality.Lost, audio.Quality.JitterMicroseconds / 1000.0,
            audio.Rejected);
}
