using System.Diagnostics.Metrics;
using SipEdge.Core.Observability;
using SipEdge.Media.Quality;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Tests.Observability;

public sealed class MediaMetricsTests
{
    [Fact]
    public void A_side_is_counted_by_trunk_and_side_and_faults_by_kind()
    {
        using var meter = new Meter("sipedge.test.media");
        using var listener = new MeterListener();
        var seen = new List<string>();
        listener.InstrumentPublished = (instrument, me) =>
        {
            if (instrument.Meter == meter)
            {
                me.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add(Text(instrument, value, tags)));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add(Text(instrument, value, tags)));
        listener.Start();
        var metrics = new MediaMetrics(meter);
        var side = new StreamStatistics
        {
            PacketsReceived = 990,
            PacketsSent = 1000,
            RejectedStranger = 7,
            Quality = new StreamQuality
            {
                Expected = 1000,
                Lost = 10,
                Late = 3,
                JitterMicroseconds = 2500,
                RoundTrip = TimeSpan.FromMilliseconds(40),
                Codec = VoiceCodec.Unknown,
            },
        };

        metrics.Ended("carrier", "callee", MediaRecord.Of(side, default));
        metrics.Ended(null, "caller", null);
        metrics.Closed(new SessionStatistics(side, default));

        Assert.Equal(
            [
                "sipedge.media.jitter 0.0025 carrier callee",
                "sipedge.media.loss 0.01 carrier callee",
                "sipedge.media.round_trip 0.04 carrier callee",
                "sipedge.media.packets 990 receive",
                "sipedge.media.packets 1000 transmit",
                "sipedge.media.faults 10 lost",
                "sipedge.media.faults 3 late",
                "sipedge.media.faults 7 stranger",
                "sipedge.media.packets 0 receive", // of the side that was silent
                "sipedge.media.packets 0 transmit",
            ],
            seen); // and no MOS of a codec that nobody knows
    }

    private static string Text<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = FormattableString.Invariant($"{instrument.Name} {value}");
        foreach (var tag in tags)
        {
            text += $" {tag.Value}";
        }

        return text;
    }
}
