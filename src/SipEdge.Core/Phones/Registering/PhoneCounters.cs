namespace SipEdge.Core.Phones.Registering;

/// <summary>What became of REGISTER requests. The loop that owns registrations writes, anyone may read.</summary>
public sealed class PhoneCounters
{
    private long _kept;
    private long _asked;
    private long _accepted;
    private long _refused;
    private long _turnedAway;
    private long _unanswered;
    private long _expired;
    private long _forgotten;
    private int _waiting;

    /// <summary>Answered without the PBX.</summary>
    public long Kept => Volatile.Read(ref _kept);

    /// <summary>REGISTER requests that the PBX was sent.</summary>
    public long Asked => Volatile.Read(ref _asked);

    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>By the PBX.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Told to come again, because too many came at once.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    /// <summary>REGISTER requests to which the PBX said nothing.</summary>
    public long Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Contacts whose phones did not come again.</summary>
    public long Expired => Volatile.Read(ref _expired);

    /// <summary>How often a PBX had to be told of all its phones again.</summary>
    public long Forgotten => Volatile.Read(ref _forgotten);

    /// <summary>Phones that wait for their turn.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    internal void CountKept() => Volatile.Write(ref _kept, _kept + 1);

    internal void CountAsked() => Volatile.Write(ref _asked, _asked + 1);

    internal void CountAccepted() => Volatile.Write(ref _accepted, _accepted + 1);

    internal void CountRefused() => Volatile.Write(ref _refused, _refused + 1);

    internal void CountTurnedAway() => Volatile.Write(ref _turnedAway, _turnedAway + 1);

    internal void CountUnanswered() => Volatile.Write(ref _unanswered, _unanswered + 1);

    internal void CountExpired() => Volatile.Write(ref _expired, _expired + 1);

    internal void CountForgotten() => Volatile.Write(ref _forgotten, _forgotten + 1);

    internal void NowWaiting(int count) => Volatile.Write(ref _waiting, count);
}
