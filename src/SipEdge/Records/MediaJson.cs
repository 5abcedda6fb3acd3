using System.Text.Json;
using SipEdge.Core.Observability;
using SipEdge.Media.Quality;
using SipEdge.Media.Relay;

namespace SipEdge.Records;

/// <summary>What the relay saw of one side of a call, as a record tells it. docs/records.md lists the fields.</summary>
internal static class MediaJson
{
    public static void Write(Utf8JsonWriter json, string name, MediaRecord? media, CallRecord call)
    {
        if (media is null)
        {
            return;
        }

        var seen = media.Statistics;
        json.WriteStartObject(name);
        json.WriteNumber("packets_received", seen.PacketsReceived);
        json.WriteNumber("bytes_received", seen.BytesReceived);
        json.WriteNumber("packets_sent", seen.PacketsSent);
        json.WriteNumber("bytes_sent", seen.BytesSent);
        json.WriteNumber("rtcp_received", seen.RtcpReceived);
        json.WriteNumber("rtcp_sent", seen.RtcpSent);
        WriteArrival(json, seen.Quality);
        WriteVoice(json, seen.Quality, media.Voice);
        WriteTimes(json, seen.Quality, call);
        WriteRemote(json, seen.Quality);
        json.WriteNumber("dropped_no_destination", seen.DroppedNoDestination);
        json.WriteNumber("send_failed", seen.SendFailed);
        WriteTones(json, seen);
        json.WriteStartObject("rejected");
        json.WriteNumber("stranger", seen.RejectedStranger);
        json.WriteNumber("not_rtp", seen.RejectedNotRtp);
        json.WriteNumber("bad_auth", seen.RejectedBadAuth);
        json.WriteNumber("replayed", seen.RejectedReplayed);
        json.WriteNumber("early", seen.RejectedEarly);
        json.WriteEndObject();
        if (seen.Remote != default)
        {
            json.WriteString("remote", seen.Remote.ToString());
            json.WriteBoolean("latched", seen.Latched);
        }

        json.WriteEndObject();
    }

    /// <summary>How many digits, and never which: they are often a PIN.</summary>
    private static void WriteTones(Utf8JsonWriter json, in StreamStatistics seen)
    {
        if ((seen.DigitsHeard | seen.DigitsSent) != 0)
        {
            json.WriteNumber("digits_heard", seen.DigitsHeard);
            json.WriteNumber("digits_sent", seen.DigitsSent);
        }

        if (seen.DroppedForAnnouncement != 0)
        {
            json.WriteNumber("dropped_for_announcement", seen.DroppedForAnnouncement);
        }

        if (seen.DroppedLate != 0)
        {
            json.WriteNumber("dropped_late", seen.DroppedLate);
        }
    }

    private static void WriteArrival(Utf8JsonWriter json, in StreamQuality quality)
    {
        json.WriteNumber("lost", quality.Lost);
        json.WriteNumber("loss_percent", Math.Round(quality.LossPercent, 2));
        json.WriteNumber("late", quality.Late);
        json.WriteNumber("reordered", quality.Reordered);
        json.WriteNumber("duplicates", quality.Duplicates);
        json.WriteNumber("bursts", quality.Bursts.Bursts);
        json.WriteNumber("longest_loss", quality.Bursts.LongestRun);
        json.WriteNumber("jitter_seconds", Seconds(quality.JitterMicroseconds));
        json.WriteNumber("max_jitter_seconds", Seconds(quality.MaxJitterMicroseconds));
        json.WriteNumber("source_changes", quality.SourceChanges);
    }

    private static void WriteVoice(Utf8JsonWriter json, in StreamQuality quality, VoiceEstimate? voice)
    {
        if (VoiceCodecs.Name(quality.Codec) is { } codec)
        {
            json.WriteString("codec", codec);
        }

        if (voice is { } estimate)
        {
            json.WriteNumber("mos", Math.Round(estimate.Mos, 2));
            json.WriteNumber("r_factor", Math.Round(estimate.RFactor, 1));
            json.WriteNumber("one_way_seconds", Math.Round(estimate.OneWayMilliseconds / 1000, 3));
        }
    }

    private static void WriteTimes(Utf8JsonWriter json, in StreamQuality quality, CallRecord call)
    {
        if (quality is { SinceFirst: { } first, SinceLast: { } last })
        {
            json.WriteString("first_packet", call.Ended - first);
            json.WriteString("last_packet", call.Ended - last);
        }

        var silence = MediaSilence.Of(quality, call.Answered, call.Ended);
        if (silence.Since is { } since)
        {
            json.WriteString("silent_since", since);
        }

        json.WriteNumber("silent_seconds", Math.Round(silence.Seconds, 1));
    }

    private static void WriteRemote(Utf8JsonWriter json, in StreamQuality quality)
    {
        if (quality.RoundTrip is { } trip)
        {
            json.WriteNumber("round_trip_seconds", Math.Round(trip.TotalSeconds, 4));
        }

        if (quality.Remote.HasBlock)
        {
            json.WriteNumber("remote_lost", quality.Remote.CumulativeLost);
            json.WriteNumber("remote_loss_percent", Math.Round(quality.Remote.FractionLost / 2.56, 2));
            json.WriteNumber("remote_jitter_seconds", Seconds(quality.RemoteJitterMicroseconds));
        }

        if (quality.RemoteVoip is not { } voip)
        {
            return;
        }

        json.WriteNumber("remote_discard_percent", Math.Round(voip.DiscardPercent, 2));
        if (voip.Rating is { } rating)
        {
            json.WriteNumber("remote_r_factor", rating);
        }

        if (voip.Mos is { } mos)
        {
            json.WriteNumber("remote_mos", mos);
        }
    }

    private static double Seconds(long microseconds) => microseconds / 1_000_000.0;
}
