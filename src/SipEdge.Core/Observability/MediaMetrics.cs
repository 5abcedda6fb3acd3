using System.Diagnostics.Metrics;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Observability;

/// <summary>
/// Instruments of what was relayed, filled when a line is closed, and of how calls sounded, filled when an answered call ends.
/// Tags are trunks of the configuration and sides.
/// </summary>
public sealed class MediaMetrics
{
    private static readonly InstrumentAdvice<double> MosAdvice = new()
    {
        HistogramBucketBoundaries = [1.5, 2, 2.5, 3, 3.25, 3.5, 3.75, 4, 4.1, 4.2, 4.3, 4.4],
    };

    private static readonly InstrumentAdvice<double> JitterAdvice = new()
    {
        HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2],
    };

    private static readonly InstrumentAdvice<double> LossAdvice = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5],
    };

    private readonly Histogram<double> _mos;
    private readonly Histogram<double> _jitter;
    private readonly Histogram<double> _loss;
    private readonly Histogram<double> _roundTrip;
    private readonly Counter<long> _packets;
    private readonly Counter<long> _faults;

    public MediaMetrics(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _mos = meter.CreateHistogram(
            "sipedge.media.mos", "{score}", "Estimated opinion of what a side sent, 1 to 4.5", null, MosAdvice);
        _jitter = meter.CreateHistogram(
            "sipedge.media.jitter", "s", "Jitter of what a side sent, at the end", null, JitterAdvice);
        _loss = meter.CreateHistogram(
            "sipedge.media.loss", "1", "Lost by expected packets of a side", null, LossAdvice);
        _roundTrip = meter.CreateHistogram(
            "sipedge.media.round_trip", "s", "Between the edge and a side and back", null, JitterAdvice);
        _packets = meter.CreateCounter<long>("sipedge.media.packets", "{packet}", "RTP packets relayed, by direction");
        _faults = meter.CreateCounter<long>(
            "sipedge.media.faults", "{packet}", "RTP packets that did not come as they should, by kind");
    }

    /// <summary>A line of a call is closed.</summary>
    public void Closed(in SessionStatistics line)
    {
        Count(line.A);
        Count(line.B);
    }

    /// <summary>How a side of an answered call sounded.</summary>
    /// <param name="trunk">The trunk of that side; null for a bare account or address.</param>
    /// <param name="side">"caller" or "callee".</param>
    /// <param name="media">Of the line that the record tells of.</param>
    public void Ended(string? trunk, string side, MediaRecord? media)
    {
        if (media is null)
        {
            return;
        }

        var quality = media.Statistics.Quality;
        var ofTrunk = new KeyValuePair<string, object?>("sipedge.trunk.name", trunk ?? "none");
        var ofSide = new KeyValuePair<string, object?>("sipedge.media.side", side);
        if (media.Voice is { } voice)
        {
            _mos.Record(voice.Mos, ofTrunk, ofSide);
        }

        if (quality.Expected > 0)
        {
            _jitter.Record(quality.JitterMicroseconds / 1e6, ofTrunk, ofSide);
            _loss.Record(quality.LossPercent / 100, ofTrunk, ofSide);
        }

        if (quality.RoundTrip is { } trip)
        {
            _roundTrip.Record(trip.TotalSeconds, ofTrunk, ofSide);
        }
    }

    private void Count(in StreamStatistics seen)
    {
        var quality = seen.Quality;
        _packets.Add(seen.PacketsReceived, new KeyValuePair<string, object?>("network.io.direction", "receive"));
        _packets.Add(seen.PacketsSent, new KeyValuePair<string, object?>("network.io.direction", "transmit"));
        Count(quality.Lost, "lost");
        Count(quality.Late, "late");
        Count(quality.Duplicates, "duplicate");
        Count(quality.Reordered, "reordered");
        Count(seen.RejectedStranger, "stranger");
        Count(seen.RejectedNotRtp, "not_rtp");
        Count(seen.RejectedBadAuth, "bad_auth");
        Count(seen.RejectedReplayed, "replayed");
        Count(seen.RejectedEarly, "early");
        Count(seen.DroppedNoDestination, "no_destination");
        Count(seen.SendFailed, "send_failed");
    }

    private void Count(long packets, string kind)
    {
        if (packets > 0)
        {
            _faults.Add(packets, new KeyValuePair<string, object?>("error.type", kind));
        }
    }
}
