using SipEdge.Media.Announcements;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// What a side hears beside what the other one says, and the digits heard from it. Made when a side first needs it and kept
/// with the slot. Owned by the loop, but for <see cref="Requests"/>.
/// </summary>
internal sealed class StreamTones(MediaStream stream)
{
    /// <summary>A packet this far behind may still come; further behind its source has started again.</summary>
    private const int MaxMisorder = 100;

    /// <summary>Nanoseconds after which a late packet comes no more.</summary>
    private const long LateTime = 2_000_000_000;

    public ToneRequests Requests;
    public DigitDetector Detector;
    public DigitSender Sender;
    public AnnouncementPlayer Player;
    public ToneSource Own;

    // The digit being sent: whose packets carry it, the last number it took and the time of its last slot.
    public bool DigitIsOwn;
    public uint DigitSsrc;
    public ushort DigitSequence;
    public uint DigitTime;

    // The packets that were put between those of the other side: how many, and behind which of them the last one.
    private ushort _inserted;
    private uint _insertedSsrc;
    private ushort _insertedBehind;
    private long _insertedAt;

    public MediaStream Stream { get; } = stream;

    /// <summary>When the next packet is to be made, if nobody else's carries it.</summary>
    public long NextSlot { get; set; }

    /// <summary>The next packet of <see cref="Player"/> is its first.</summary>
    public bool PlayBegins { get; set; }

    /// <summary>Something was sent to the side in this session: what passes to it is looked at from then on.</summary>
    public bool IsUsed { get; private set; }

    public bool IsBusy => Player.IsPlaying || !Sender.IsIdle;

    // ToneSchedule's own.
    public StreamTones? NextScheduled { get; set; }

    public bool IsScheduled { get; set; }

    /// <summary>The mailbox is being read: requests become work.</summary>
    public void TakeRequests(long now)
    {
        var idle = !IsBusy;
        Requests.MoveTo(ref Sender);
        if (Requests.PlayChanged)
        {
            Player.Stop();
            if (Requests.Clip is { } clip)
            {
                Player.Start(clip, Requests.Repeat);
                PlayBegins = true;
            }

            (Requests.PlayChanged, Requests.Clip) = (false, null);
        }

        if (!IsBusy)
        {
            return;
        }

        if (!IsUsed)
        {
            Own = ToneSource.Random();
            IsUsed = true;
        }

        NextSlot = idle ? now : NextSlot;
    }

    /// <summary>The session is over. Its place in the schedule is given up when it comes up there.</summary>
    public void Clear()
    {
        Requests = default;
        Detector = default;
        Sender = default;
        Player = default;
        Own = default;
        (DigitIsOwn, DigitSsrc, DigitSequence, DigitTime) = (false, 0, 0, 0);
        (_inserted, _insertedSsrc, _insertedBehind, _insertedAt) = (0, 0, 0, 0);
        (NextSlot, PlayBegins, IsUsed) = (0, false, false);
    }

    /// <summary>The number under which a packet of the other side goes out: later by as many as were put between.</summary>
    public ushort Shift(ushort sequence) => (ushort)(sequence + _inserted);

    /// <summary>
    /// The number of a packet that goes out right behind the latest of the other side, which all later ones make room for.
    /// </summary>
    public ushort Insert(in RtpHeader latest, long now)
    {
        _inserted++;
        (_insertedSsrc, _insertedBehind, _insertedAt) = (latest.Ssrc, latest.Sequence, now);
        return Shift(latest.Sequence);
    }

    /// <summary>A packet from before the last insertion: its number went to an inserted one.</summary>
    public bool IsTooLate(in RtpHeader header, long now) =>
        _inserted != 0
        && header.Ssrc == _insertedSsrc
        && now - _insertedAt < LateTime
        && (short)(_insertedBehind - header.Sequence) is >= 0 and <= MaxMisorder;
}
