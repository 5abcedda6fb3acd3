using SipEdge.Media.Announcements;
using SipEdge.Media.Dtls;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Ice;

namespace SipEdge.Media.Relay;

/// <summary>
/// One slot of the plane: two streams, and the mailbox through which a call's thread talks to the loop. A slot is
/// reused; its generation tells its sessions apart.
/// </summary>
internal sealed class MediaSession
{
    // Taken for the moment that a mailbox is written or read. The loop never waits for it.
    private int _mailboxTaken;
    private int _queued;
    private MailboxFlags _flags;
    private StreamUpdate _updateA;
    private StreamUpdate _updateB;

    // The generation while open, 0 when not.
    private int _open;

    // What the call's thread sent: it reads nothing but the keys, to tell a new key from one that was there before.
    private KeyedContexts _receiveA;
    private KeyedContexts _sendA;
    private KeyedContexts _receiveB;
    private KeyedContexts _sendB;
    private IceSettings? _iceA;
    private IceSettings? _iceB;
    private DtlsSettings? _dtlsA;
    private DtlsSettings? _dtlsB;

    public MediaSession(int index)
    {
        Index = index;
        A = new MediaStream(this, MediaSide.A);
        B = new MediaStream(this, MediaSide.B);
    }

    public int Index { get; }

    /// <summary>Of the session that has the slot now, or had it last. Written by the plane while nobody has it.</summary>
    public int Generation { get; private set; }

    /// <summary>Whose events these are; written with the generation.</summary>
    public int Owner { get; private set; }

    /// <summary>Side B has no port, and A hears itself.</summary>
    public bool IsEcho { get; private set; }

    /// <summary>Whether the loop looks for silence of its sides.</summary>
    public bool IsWatched { get; set; }

    public MediaStream A { get; }

    public MediaStream B { get; }

    public MediaSessionId Id => new(Index, Generation);

    public MediaStream Stream(MediaSide side) => side == MediaSide.A ? A : B;

    /// <summary>Gives the slot to a new session. The plane's gate is held and no loop has the slot.</summary>
    public MediaSessionId Begin(int owner, MediaPort portA, MediaPort portB)
    {
        Owner = owner;
        IsEcho = !portB.IsBound;
        Generation = Generation == int.MaxValue ? 1 : Generation + 1;
        A.Prepare(portA, portB.IsBound ? B : A);
        B.Prepare(portB, A);
        Volatile.Write(ref _open, Generation);
        return Id;
    }

    public bool IsOpenNow => Volatile.Read(ref _open) != 0;

    public bool IsOpen(int generation) => generation != 0 && Volatile.Read(ref _open) == generation;

    /// <summary>True for the one caller that closes it.</summary>
    public bool TryEnd(int generation) =>
        generation != 0 && Interlocked.CompareExchange(ref _open, 0, generation) == generation;

    /// <summary>
    /// Leaves settings for the loop. True when the slot has to be queued to it. <paramref name="handshakes"/>: with DTLS only,
    /// and null where there is none.
    /// </summary>
    public bool PostUpdate(
        MediaSide side,
        in StreamSettings settings,
        MediaEndpoint remote,
        MediaEndpoint remoteRtcp,
        bool looped = false,
        HandshakeLoop? handshakes = null)
    {
        ref var receive = ref side == MediaSide.A ? ref _receiveA : ref _receiveB;
        ref var send = ref side == MediaSide.A ? ref _sendA : ref _sendB;
        ref var ice = ref side == MediaSide.A ? ref _iceA : ref _iceB;
        ref var dtls = ref side == MediaSide.A ? ref _dtlsA : ref _dtlsB;

        // While a fax is sent the keys rest: the voice after it may go on under them. New ones are made here, on the call's
        // thread: deriving keys takes as long as relaying a packet.
        var keyed = settings.Transport == MediaTransport.Rtp;
        var newReceive = keyed && receive.TryReplace(settings.Receive);
        var newSend = keyed && send.TryReplace(settings.Send);
        var wantedDtls = settings.Opaque ? null : settings.Dtls;
        var newIce = ice != settings.Ice;
        var newDtls = keyed && dtls != wantedDtls;
        ice = settings.Ice;
        dtls = keyed ? wantedDtls : dtls;

        TakeMailbox();
        ref var update = ref side == MediaSide.A ? ref _updateA : ref _updateB;
        update.Remote = remote;
        update.RemoteRtcp = remoteRtcp;
        update.SignalledFrom = settings.SignalledFrom;
        update.Latch = settings.Latch;
        update.Transport = settings.Transport;
        update.RtcpMux = settings.RtcpMux;
        update.Opaque = settings.Opaque;
        update.Sends = settings.Sends;
        update.Looped = looped;
        update.RtpPadding = settings.RtpPadding;
        update.EventPayload = settings.EventPayload;
        update.SendEventPayload = settings.SendEventPayload;
        update.TakeDigits = settings.TakeDigits;
        update.SendPcma = settings.SendPcma;
        update.SendPcmu = settings.SendPcmu;
        update.ClockRate = settings.ClockRate;
        update.Map = settings.Map;
        update.Timeouts = settings.Timeouts;
        update.Codecs = settings.Codecs;
        if (newReceive)
        {
            update.NewReceive = true;
            update.Receive = receive.Current;
        }

        if (newSend)
        {
            update.NewSend = true;
            update.Send = send.Current;
        }

        if (newIce)
        {
            update.NewIce = true;
            update.Ice = ice is null ? null : new StreamIce(ice);
        }

        if (newDtls)
        {
            update.NewDtls = true;
            update.Dtls = dtls is null ? null : new StreamDtls(dtls, handshakes);
        }

        if (settings.TakeDigits)
        {
            Stream(side).EnsureTones();
        }

        _flags |= side == MediaSide.A ? MailboxFlags.UpdateA : MailboxFlags.UpdateB;
        Volatile.Write(ref _mailboxTaken, 0);
        return Interlocked.Exchange(ref _queued, 1) == 0;
    }

    /// <summary>Leaves a digit for a side to hear. True when the slot has to be queued to the loop.</summary>
    public bool PostDigit(MediaSide towards, DigitPress press)
    {
        TakeMailbox();
        Stream(towards).EnsureTones().Requests.Add(press);
        return PostTones();
    }

    /// <summary>Leaves an announcement for a side to hear; none: the one that plays stops.</summary>
    public bool PostPlay(MediaSide towards, AnnouncementClip? clip, bool repeat)
    {
        TakeMailbox();
        ref var requests = ref Stream(towards).EnsureTones().Requests;
        (requests.PlayChanged, requests.Clip, requests.Repeat) = (true, clip, repeat);
        return PostTones();
    }

    /// <summary>Asks the loop to let go of the slot. True when the slot has to be queued to it.</summary>
    public bool PostRelease()
    {
        (_receiveA, _sendA, _receiveB, _sendB) = (default, default, default, default);
        (_iceA, _iceB, _dtlsA, _dtlsB) = (null, null, null, null);
        TakeMailbox();
        _flags |= MailboxFlags.Release;
        Volatile.Write(ref _mailboxTaken, 0);
        return Interlocked.Exchange(ref _queued, 1) == 0;
    }

    /// <summary>
    /// The loop empties the mailbox: settings are applied in order. False when a call is writing to it at this moment;
    /// the slot stays queued and is to be tried again. <paramref name="release"/>: the session is over.
    /// </summary>
    public bool TryReadMailbox(RelayTimes times, long now, out bool release)
    {
        release = false;
        if (Interlocked.CompareExchange(ref _mailboxTaken, 1, 0) != 0)
        {
            return false;
        }

        // Before the mailbox is given back: whoever writes after that queues the slot anew.
        Volatile.Write(ref _queued, 0);
        var flags = _flags;
        _flags = 0;
        if ((flags & MailboxFlags.UpdateA) != 0)
        {
            A.Apply(_updateA, times, now);
            _updateA = default;
        }

        if ((flags & MailboxFlags.UpdateB) != 0)
        {
            B.Apply(_updateB, times, now);
            _updateB = default;
        }

        if ((flags & MailboxFlags.Tones) != 0)
        {
            A.Tones?.TakeRequests(now);
            B.Tones?.TakeRequests(now);
        }

        if (flags != 0)
        {
            A.FitTo(B);
            B.FitTo(A);
        }

        Volatile.Write(ref _mailboxTaken, 0);
        release = (flags & MailboxFlags.Release) != 0;
        return true;
    }

    private bool PostTones()
    {
        _flags |= MailboxFlags.Tones;
        Volatile.Write(ref _mailboxTaken, 0);
        return Interlocked.Exchange(ref _queued, 1) == 0;
    }

    private void TakeMailbox()
    {
        var wait = default(SpinWait);
        while (Interlocked.CompareExchange(ref _mailboxTaken, 1, 0) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    [Flags]
    private enum MailboxFlags : byte
    {
        UpdateA = 1,
        UpdateB = 2,
        Release = 4,
        Tones = 8,
    }
}
