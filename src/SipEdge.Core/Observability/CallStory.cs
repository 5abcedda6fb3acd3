using SipEdge.Media.Relay;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Observability;

/// <summary>What is remembered of a living call for its record: texts copied out of messages that are gone by then.</summary>
internal sealed class CallStory
{
    private HeardMedia _callerHeard;
    private HeardMedia _calleeHeard;
    private bool _toldVideo;

    public string Id { get; set; } = "";
    public DateTimeOffset Started { get; set; }

    /// <summary>
    /// The loop's time when the INVITE came; every later moment is told from here, so that durations and times agree.
    /// </summary>
    public long StartedAt { get; set; }

    /// <summary>The loop's time of the answer; 0 while there is none.</summary>
    public long AnsweredAt { get; set; }

    public DateTimeOffset? Answered => AnsweredAt == 0 ? null : At(AnsweredAt);

    public string Called { get; set; } = "";

    /// <summary>To a number that the configuration lists as one.</summary>
    public bool Emergency { get; set; }

    /// <summary>Called as sips, and sent on without TLS, as the configuration allows.</summary>
    public bool SipsDowngraded { get; set; }

    public LegRecord? Caller { get; set; }
    public LegRecord? Callee { get; set; }

    /// <summary>What TLS came to on each leg; objects of the connections, not of the call.</summary>
    public TlsSession? CallerTls { get; set; }
    public TlsSession? CalleeTls { get; set; }

    public List<AttemptRecord> Attempts { get; } = [];

    public ref HeardMedia Heard(MediaSide side) => ref side == MediaSide.A ? ref _callerHeard : ref _calleeHeard;

    /// <summary>Places at gateways that rang, as far as the caller was told of them.</summary>
    public int EarlyDialogs { get; set; }

    /// <summary>What became of the announcement; null where there is none.</summary>
    public string? Announcement { get; set; }

    /// <summary>How often a gateway sent it elsewhere.</summary>
    public int Redirects { get; set; }

    /// <summary>The call whose leg this one took over, by a transfer.</summary>
    public string? TransferredFrom { get; set; }

    /// <summary>The call that a leg of this one went on in.</summary>
    public string? TransferredTo { get; set; }

    public long AttemptStartedAt { get; set; }

    /// <summary>The configuration line by which media was refused last, as file:line.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>The realm of a challenge that could not be answered, for the record of its attempt.</summary>
    public string? ChallengedRealm { get; set; }

    /// <summary>The TLS alert that ended the attempt under way, for its record; 0 without one.</summary>
    public byte Alert { get; set; }

    /// <summary>What the record tells of media, once a line is closed.</summary>
    public SessionStatistics? Media { get; private set; }

    /// <summary>What ended it; set by whoever ends it, before the record is written.</summary>
    public Admission.ReasonCode Reason { get; set; }
    public int Status { get; set; }
    public string EndedBy { get; set; } = "edge";
    public bool Cancelled { get; set; }

    /// <summary>
    /// A line is closed. Of several the one that carried most is told of; a picture, which takes more packets than the voice, only
    /// where nothing else was.
    /// </summary>
    public void Tell(in SessionStatistics closed, bool isVideo)
    {
        if (Media is not { } told || (isVideo == _toldVideo ? Packets(closed) > Packets(told) : _toldVideo))
        {
            (Media, _toldVideo) = (closed, isVideo);
        }
    }

    /// <summary>The loop's time as a time of day.</summary>
    public DateTimeOffset At(long now) => Started + TimeSpan.FromMilliseconds(now - StartedAt);

    public void Clear()
    {
        Id = "";
        Started = default;
        StartedAt = 0;
        AnsweredAt = 0;
        Called = "";
        Emergency = false;
        SipsDowngraded = false;
        Caller = null;
        Callee = null;
        CallerTls = null;
        CalleeTls = null;
        Attempts.Clear();
        EarlyDialogs = 0;
        DecidedBy = null;
        ChallengedRealm = null;
        Alert = 0;
        Media = null;
        _toldVideo = false;
        Announcement = null;
        Redirects = 0;
        TransferredFrom = null;
        TransferredTo = null;
        _callerHeard = default;
        _calleeHeard = default;
        AttemptStartedAt = 0;
        Reason = default;
        Status = 0;
        EndedBy = "edge";
        Cancelled = false;
    }

    private static long Packets(in SessionStatistics session) => session.A.PacketsReceived + session.B.PacketsReceived;
}
