using SipEdge.Media.Announcements;
using SipEdge.Media.Dtls;
using SipEdge.Media.Dtmf;

namespace SipEdge.Media.Relay;

/// <summary>
/// What calls ask of media. Implemented by the relay, and by a fake on the simulated network. Every member returns
/// at once and may be called from any thread; one session is driven by one thread at a time. What is asked travels
/// to the media loop in order.
/// </summary>
public interface IMediaPlane
{
    /// <summary>
    /// Of the certificate that this process shows in DTLS, for a=fingerprint. None where the system has no DTLS: then it is
    /// neither offered nor answered.
    /// </summary>
    DtlsFingerprint DtlsFingerprint { get; }

    /// <summary>Sessions opened and not closed.</summary>
    int OpenSessions { get; }

    /// <summary>
    /// Binds an even RTP port and the odd RTCP port above it per side. With <paramref name="echo"/> there is one side:
    /// what A sends goes back to A, and <paramref name="portB"/> is 0. What happens to the session is told to
    /// <paramref name="owner"/>: the number of the edge loop that has the call.
    /// </summary>
    MediaOpenStatus Open(
        int owner,
        bool echo,
        MediaAddresses addresses,
        out MediaSessionId id,
        out ushort portA,
        out ushort portB);

    /// <summary>
    /// Tells where a side's media goes and comes from; again on a re-INVITE. The same key keeps roll-over counter and
    /// replay state, a new key starts afresh; the same remote keeps what was learned.
    /// </summary>
    void Configure(MediaSessionId id, MediaSide side, in StreamSettings settings);

    /// <summary>
    /// Has a side hear a digit as telephone-event, if it takes them; after those it is still to hear, of which at most 32 wait.
    /// </summary>
    void SendDigit(MediaSessionId id, MediaSide towards, DtmfDigit digit, int milliseconds);

    /// <summary>
    /// Has a side hear a clip, in place of any other and of what the other side sends, if it takes G.711. Its end is an
    /// event; with <paramref name="repeat"/> it has none.
    /// </summary>
    void Play(MediaSessionId id, MediaSide towards, AnnouncementClip clip, bool repeat);

    /// <summary>The other side is heard again. No event: who stops it knows.</summary>
    void StopPlaying(MediaSessionId id, MediaSide towards);

    /// <summary>False when the session is closed.</summary>
    bool TryGetStatistics(MediaSessionId id, MediaSide side, out StreamStatistics statistics);

    /// <summary>
    /// Ends a session; its ports are free again as soon as the media loop has let go of them. False when it was
    /// closed before, and then nothing happens.
    /// </summary>
    bool Close(MediaSessionId id, out SessionStatistics final);

    /// <summary>
    /// The next event of the sessions an owner has opened, oldest first; also of sessions that it has closed meanwhile. Events
    /// beyond the bound of the queue are lost and counted. An owner reads until there is none, or it is not woken again.
    /// </summary>
    bool TryReadEvent(int owner, out MediaEvent mediaEvent);
}
