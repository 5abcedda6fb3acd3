namespace SipEdge.Media.Relay;

/// <summary>
/// What the media loops have to tell, one bounded queue per owner. An owner is woken once for all that comes until it has
/// emptied its queue; a full queue loses the newest and counts it.
/// </summary>
internal sealed class MediaEvents
{
    private readonly Queue[] _owners;
    private readonly Action<int>? _wake;
    private long _lost;

    public MediaEvents(int owners, int capacity, Action<int>? wake)
    {
        _wake = wake;
        _owners = new Queue[owners];
        for (var i = 0; i < owners; i++)
        {
            _owners[i] = new Queue(capacity);
        }
    }

    public int Owners => _owners.Length;

    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Any media loop.</summary>
    public void Raise(MediaEventKind kind, MediaStream stream, int value = 0)
    {
        var session = stream.Session;
        var owner = _owners[session.Owner];
        if (!owner.Ring.TryWrite(new MediaEvent(kind, stream.Side, session.Id, stream.RtpLatch.Current, value)))
        {
            Interlocked.Increment(ref _lost);
        }

        if (Interlocked.Exchange(ref owner.Woken, 1) == 0)
        {
            _wake?.Invoke(session.Owner);
        }
    }

    /// <summary>The owner's thread. After a false, the next event wakes it.</summary>
    public bool TryRead(int owner, out MediaEvent mediaEvent)
    {
        var queue = _owners[owner];
        if (queue.Ring.TryRead(out mediaEvent))
        {
            return true;
        }

        // Looked at again after the writer may wake: an event in between is either read here or wakes.
        Interlocked.Exchange(ref queue.Woken, 0);
        return queue.Ring.TryRead(out mediaEvent);
    }

    private sealed class Queue(int capacity)
    {
        public readonly BoundedRing<MediaEvent> Ring = new(capacity);
        public int Woken;
    }
}
