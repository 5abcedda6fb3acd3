using SipEdge.Media.Rtp;

namespace SipEdge.Media.Quality;

/// <summary>
/// Everything about how one peer's packets arrive. The media loop writes with a few adds per packet; whoever wants to know takes
/// a copy with <see cref="Read"/>, and what costs more is done there. Plain data; allocates nothing.
/// </summary>
public struct StreamMonitor
{
    /// <summary>A gap this long is a silence: longer than what silence suppression leaves between comfort noise.</summary>
    public const int SilenceSeconds = 5;

    private const long SilenceNanoseconds = SilenceSeconds * 1_000_000_000L;

    /// <summary>Packets by which a payload type may lead: another codec is noticed after at most ten seconds.</summary>
    private const int MaxLead = 250;

    /// <summary>Looks at a writer that has stopped in the middle, before the copy is taken as it stands.</summary>
    private const int Patience = 30;

    // Odd while the loop writes: a reader then takes its copy again.
    private int _version;

    private SequenceTracker _sequence;
    private ArrivalTimes _arrivals;
    private RemoteReports _remote;
    private byte _payloadType;
    private int _lead;
    private bool _sends;
    private long _firstAt;
    private long _lastAt;
    private long _quietSince;
    private long _silences;

    /// <summary>SSRC of the source that is counted.</summary>
    public readonly uint Ssrc => _sequence.Ssrc;

    /// <summary>A new session: nothing of the one before stays.</summary>
    public void Clear()
    {
        var version = _version;
        this = default;
        _version = version;
        _remote.Clear();
        _sends = true;
    }

    /// <summary>Is this packet of the current source and older than one that came before?</summary>
    public readonly bool IsBehind(in RtpHeader header) => _sequence.IsBehind(header);

    /// <summary>Signalling says whether the peer is to send; what it does not send on hold is no silence.</summary>
    public void Expect(bool sends, long now)
    {
        if (sends == _sends)
        {
            return;
        }

        BeginWrite();
        EndQuiet(now);
        _quietSince = now;
        _sends = sends;
        EndWrite();
    }

    /// <summary>Counts one packet that was accepted. <paramref name="now"/> is in nanoseconds.</summary>
    public void AcceptRtp(in RtpHeader header, int clockRate, long now)
    {
        BeginWrite();
        EndQuiet(now);
        _quietSince = now;
        _lastAt = now;
        Vote(header.PayloadType);
        var outcome = _sequence.Add(header);
        if (outcome <= SequenceOutcome.Reordered)
        {
            if (_arrivals.Add(ClockTime(now, clockRate), header.Timestamp, clockRate))
            {
                _sequence.MarkPlayable(header.Sequence);
            }
        }
        else if (outcome == SequenceOutcome.Started)
        {
            Start(header, clockRate, now);
        }
        else if (outcome == SequenceOutcome.Behind)
        {
            _arrivals.CountLate();
        }

        EndWrite();
    }

    /// <summary>Takes a compound in the clear that was accepted. What cannot be read changes nothing.</summary>
    /// <param name="other">Of the stream that this peer hears; itself when it hears its own echo.</param>
    public void AcceptRtcp(ReadOnlySpan<byte> compound, ref StreamMonitor other, long now)
    {
        if (RtcpReports.Read(compound, other.Ssrc, out var report) == RtpStatus.Valid)
        {
            BeginWrite();
            _remote.Add(report, ref other._remote, now);
            EndWrite();
        }
    }

    /// <summary>
    /// The picture of this moment, from any thread. A writer is never held up; in the rare case that it was itself stopped in the
    /// middle of a packet, the copy is taken as it stands, and its numbers may be a packet apart.
    /// </summary>
    /// <param name="otherClockRate">RTP clock of what the peer hears.</param>
    public readonly StreamQuality Read(PayloadCodecs codecs, int clockRate, int otherClockRate, long now)
    {
        var copy = Copy();
        copy._sequence.Settle();
        var sequence = copy._sequence;
        var heard = copy._lastAt != 0;
        var report = copy._remote.Last;
        return new StreamQuality
        {
            Expected = sequence.Expected,
            Lost = sequence.Lost,
            Reordered = sequence.Reordered,
            Duplicates = sequence.Duplicates,
            Late = copy._arrivals.Late,
            Bursts = sequence.Bursts,
            JitterMicroseconds = copy._arrivals.Jitter * 1_000_000L / clockRate,
            MaxJitterMicroseconds = copy._arrivals.MaxJitter * 1_000_000L / clockRate,
            Ssrc = sequence.Ssrc,
            SourceChanges = sequence.SourceChanges,
            PayloadType = copy._payloadType,
            Codec = heard ? codecs.Find(copy._payloadType) : VoiceCodec.Unknown,
            SinceFirst = heard ? Time(now - copy._firstAt) : null,
            SinceLast = heard ? Time(now - copy._lastAt) : null,
            Silences = Time(copy._silences),
            Sends = copy._sends,
            Remote = report,
            RemoteJitterMicroseconds = report.Jitter * 1_000_000L / otherClockRate,
            RoundTrip = copy._remote.RoundTrip < 0 ? null : Time(copy._remote.RoundTrip),
            RemoteVoip = copy._remote.Voip,
            RemoteLossRuns = copy._remote.HasLossRuns,
            RemoteSummary = copy._remote.HasSummary,
        };
    }

    private static TimeSpan Time(long nanoseconds) => TimeSpan.FromTicks(Math.Max(0, nanoseconds) / TimeSpan.NanosecondsPerTick);

    /// <summary>Nanoseconds in units of an RTP clock, as it wraps; seconds apart, so that 64 bits are enough.</summary>
    private static uint ClockTime(long now, int clockRate)
    {
        var seconds = Math.DivRem(now, 1_000_000_000, out var rest);
        return (uint)((seconds * clockRate) + (rest * clockRate / 1_000_000_000));
    }

    private readonly StreamMonitor Copy()
    {
        var wait = default(SpinWait);
        while (true)
        {
            var before = Volatile.Read(in _version);
            var copy = this;
            Volatile.ReadBarrier();
            if (Volatile.Read(in _version) == before && ((before & 1) == 0 || wait.Count > Patience))
            {
                return copy;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Start(in RtpHeader header, int clockRate, long now)
    {
        _firstAt = _firstAt == 0 ? now : _firstAt;
        _arrivals.Restart();
        _arrivals.Add(ClockTime(now, clockRate), header.Timestamp, clockRate);
    }

    private void EndQuiet(long now)
    {
        var gap = now - _quietSince;
        if (gap >= SilenceNanoseconds && _sends && _lastAt != 0)
        {
            _silences += gap;
        }
    }

    /// <summary>The majority of what came lately (Boyer and Moore): a digit or comfort noise does not outvote speech.</summary>
    private void Vote(byte payloadType)
    {
        if (payloadType == _payloadType)
        {
            _lead = Math.Min(_lead + 1, MaxLead);
        }
        else if (--_lead < 0)
        {
            (_payloadType, _lead) = (payloadType, 1);
        }
    }

    private void BeginWrite()
    {
        _version++;
        Volatile.WriteBarrier();
    }

    private void EndWrite()
    {
        Volatile.WriteBarrier();
        _version++;
    }
}
