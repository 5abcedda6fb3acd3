namespace SipEdge.Core.Trunks;

/// <summary>
/// Calls that live now and the bandwidth they take. Each loop counts its own calls in memory that only it writes; whoever wants the
/// whole adds them up. Nothing here is counted that is not a live call: a share is given back where the call object is.
/// </summary>
public sealed class LiveLoad
{
    /// <summary>Two cache lines a loop, so that loops do not take lines from each other.</summary>
    private const int Stride = 16;

    private const int KbitPlace = 2;

    private readonly long[] _counts;

    public LiveLoad(int loops)
    {
        _counts = new long[Stride * (loops + 1)];
    }

    public int Inbound => (int)Sum((int)CallDirection.Inbound);

    public int Outbound => (int)Sum((int)CallDirection.Outbound);

    public int Calls => Inbound + Outbound;

    /// <summary>In one direction of media, packets' headers included.</summary>
    public long Kbit => Sum(KbitPlace);

    /// <summary>
    /// Takes a share if that keeps every limit. One's own is counted first and then all are read: of two loops that want the last
    /// place at once both may find it taken, but never does each find it free.
    /// </summary>
    internal LoadLimit TryTake(int loop, CallDirection direction, int kbit, LoadLimits limits)
    {
        Add(loop, (int)direction, 1);
        Add(loop, KbitPlace, kbit);
        Interlocked.MemoryBarrier();
        var over = Over(direction, limits);
        if (over != LoadLimit.None)
        {
            Give(loop, direction, kbit);
        }
        return over;
    }

    /// <summary>Takes a share whatever the limits are: an emergency call, or bandwidth that was agreed on later.</summary>
    internal void Take(int loop, CallDirection direction, int kbit)
    {
        Add(loop, (int)direction, 1);
        Add(loop, KbitPlace, kbit);
    }

    internal void Give(int loop, CallDirection direction, int kbit)
    {
        Add(loop, (int)direction, -1);
        Add(loop, KbitPlace, -kbit);
    }

    internal void Change(int loop, int kbit) => Add(loop, KbitPlace, kbit);

    /// <summary>Which limit one more call would break, as far as one can tell without taking a share.</summary>
    internal LoadLimit WouldBreak(CallDirection direction, int kbit, LoadLimits limits) =>
        Breaks(Inbound, Outbound, Kbit, direction, limits, ahead: 1, kbit);

    private LoadLimit Over(CallDirection direction, LoadLimits limits) =>
        Breaks(Inbound, Outbound, Kbit, direction, limits, ahead: 0, kbitAhead: 0);

    private static LoadLimit Breaks(
        int inbound, int outbound, long kbit, CallDirection direction, LoadLimits limits, int ahead, int kbitAhead)
    {
        var ofDirection = direction == CallDirection.Inbound ? inbound : outbound;
        var most = direction == CallDirection.Inbound ? limits.MaxInbound : limits.MaxOutbound;
        return inbound + outbound + ahead > limits.MaxCalls || ofDirection + ahead > most ? LoadLimit.Calls
            : kbit + kbitAhead > limits.MaxKbit ? LoadLimit.Bandwidth
            : LoadLimit.None;
    }

    private void Add(int loop, int place, long amount)
    {
        ref var count = ref _counts[(Stride * loop) + place];
        Volatile.Write(ref count, count + amount);
    }

    private long Sum(int place)
    {
        var sum = 0L;
        for (var at = place; at < _counts.Length; at += Stride)
        {
            sum += Volatile.Read(in _counts[at]);
        }
        return sum;
    }
}
