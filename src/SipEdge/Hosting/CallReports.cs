using SipEdge.Admin;
using SipEdge.Core.Observability;
using SipEdge.Core.Pipeline;
using SipEdge.Media.Quality;
using SipEdge.Media.Relay;

namespace SipEdge.Hosting;

/// <summary>A live call as the admin interface tells it. What is heard is rated here, when somebody asks.</summary>
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
        new LegReport(call.CallerTransport, call.CallerPeer, call.CallerMedia,
            Audio(call.CallerAudio, call.CalleeAudio, call.Answered, now)),
        call.Trunk ?? "echo",
        call.CalleeTransport is null
            ? null
            : new LegReport(call.CalleeTransport, call.CalleePeer ?? string.Empty, call.CalleeMedia ?? string.Empty,
                Audio(call.CalleeAudio, call.CallerAudio, call.Answered, now)));

    private static AudioReport? Audio(
        StreamStatistics? seen, StreamStatistics? other, DateTimeOffset? answered, DateTimeOffset now)
    {
        if (seen is not { } audio)
        {
            return null;
        }

        var quality = audio.Quality;
        var voice = VoiceEstimate.From(quality, other?.Quality.RoundTrip);
        var silence = MediaSilence.Of(quality, answered, now);
        var reported = quality.Remote.HasBlock;
        return new AudioReport(audio.PacketsReceived, audio.PacketsSent, quality.Lost, Milliseconds(quality.JitterMicroseconds),
            audio.Rejected)
        {
            LossPercent = Math.Round(quality.LossPercent, 2),
            Late = quality.Late,
            Reordered = quality.Reordered,
            Duplicates = quality.Duplicates,
            Bursts = quality.Bursts.Bursts,
            LongestLoss = quality.Bursts.LongestRun,
            MaxJitterMilliseconds = Milliseconds(quality.MaxJitterMicroseconds),
            SourceChanges = quality.SourceChanges,
            Codec = VoiceCodecs.Name(quality.Codec),
            Mos = voice is { } score ? Math.Round(score.Mos, 2) : null,
            RFactor = voice is { } rating ? Math.Round(rating.RFactor, 1) : null,
            RoundTripMilliseconds = quality.RoundTrip is { } trip ? Math.Round(trip.TotalMilliseconds, 1) : null,
            RemoteLossPercent = reported ? Math.Round(quality.Remote.FractionLost / 2.56, 2) : null,
            RemoteJitterMilliseconds = reported ? Milliseconds(quality.RemoteJitterMicroseconds) : null,
            RemoteMos = quality.RemoteVoip?.Mos,
            SilentSince = silence.Since,
            SilentSeconds = Math.Round(silence.Seconds, 1),
            Remote = audio.Remote == default ? null : audio.Remote.ToString(),
        };
    }

    private static double Milliseconds(long microseconds) => Math.Round(microseconds / 1000.0, 3);
}
