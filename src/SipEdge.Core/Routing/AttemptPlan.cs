using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Routing;

/// <summary>
/// Where a call is tried, in order, and how far that went. It lives with the call object and is filled anew for every call, so that a
/// plan costs no memory. Made by <see cref="AttemptPlanner"/>.
/// </summary>
public sealed class AttemptPlan
{
    private readonly List<Offered> _offered = [];
    private readonly List<PlannedAttempt> _attempts = [];
    private readonly List<SkippedTarget> _skipped = [];
    private int _position;

    /// <summary>What the route leads to; null before the first plan.</summary>
    public RouteTarget? To { get; private set; }

    public FailoverRules Failover => To?.Failover ?? FailoverRules.Default;

    public IReadOnlyList<PlannedAttempt> Attempts => _attempts;

    /// <summary>Not tried, and why.</summary>
    public IReadOnlyList<SkippedTarget> Skipped => _skipped;

    /// <summary>There is one to try, or being tried.</summary>
    public bool HasCurrent => _position < _attempts.Count;

    public bool HasNext => _position + 1 < _attempts.Count;

    public PlannedAttempt Current => _attempts[_position];

    public void MoveNext() => _position++;

    /// <summary>Goes on to the next address: the current one is not tried after all.</summary>
    internal void PassBy(ReasonCode reason, ConfigLine line) => Drop(_position, reason, line);

    /// <summary>The current address is tried again, with sip in place of sips.</summary>
    public void RepeatWithSip() => _attempts[_position] = Current with { WithSip = true };

    /// <summary>Comes before those that it would have come after.</summary>
    internal void Move(int from, int to)
    {
        for (; from > to; from--)
        {
            (_attempts[from], _attempts[from - 1]) = (_attempts[from - 1], _attempts[from]);
        }
    }

    /// <summary>Is not tried after all.</summary>
    internal void Drop(int index, ReasonCode reason, ConfigLine line)
    {
        var (trunk, target) = (_attempts[index].Trunk, _attempts[index].Target);
        Skip(trunk, target.Gateway, target, reason, line);
        _attempts.RemoveAt(index);
    }

    public void Clear()
    {
        To = null;
        _offered.Clear();
        _attempts.Clear();
        _skipped.Clear();
        _position = 0;
    }

    internal void Begin(RouteTarget to)
    {
        Clear();
        To = to;
    }

    internal void Add(TrunkModel trunk, TargetModel target) => _attempts.Add(new PlannedAttempt(trunk, target));

    internal void Offer(TrunkModel trunk, TargetModel target, in AttemptOrder order, ReasonCode why) =>
        _offered.Add(new Offered(new PlannedAttempt(trunk, target), order, why));

    internal void Skip(TrunkModel trunk, GatewayModel? gateway, TargetModel? target, ReasonCode reason, ConfigLine line) =>
        _skipped.Add(new SkippedTarget(trunk, gateway, target, reason, line));

    /// <summary>Since when some address of a region has been well; null when none is. 0: for as long as is known.</summary>
    internal long? WellSince(int region, TrunkBoard board, long now)
    {
        long? since = null;
        foreach (var offered in _offered)
        {
            if (offered.Order.Region == region && offered.Why == ReasonCode.None)
            {
                since = Math.Min(since ?? long.MaxValue, board.CellOf(offered.Attempt.Target).WellSince(now));
            }
        }
        return since;
    }

    internal void PutBehind(int region, int last)
    {
        for (var i = 0; i < _offered.Count; i++)
        {
            if (_offered[i].Order.Region == region)
            {
                _offered[i] = _offered[i] with { Order = _offered[i].Order with { Region = last + 1 + region } };
            }
        }
    }

    /// <summary>What may be tried, in its order; the rest is skipped.</summary>
    /// <param name="lastResorts">Or is tried when nothing else is left.</param>
    internal void Order(bool lastResorts)
    {
        // Few as they are, and nearly sorted: by insertion, which keeps equal ones as they were.
        for (var i = 1; i < _offered.Count; i++)
        {
            var offered = _offered[i];
            var place = i;
            while (place > 0 && AttemptOrder.Compare(offered.Order, _offered[place - 1].Order) < 0)
            {
                _offered[place] = _offered[place - 1];
                place--;
            }
            _offered[place] = offered;
        }
        foreach (var (attempt, _, why) in _offered)
        {
            if (why == ReasonCode.None)
            {
                _attempts.Add(attempt);
            }
            else if (!lastResorts)
            {
                Skip(attempt.Trunk, attempt.Gateway, attempt.Target, why, attempt.Gateway.Line);
            }
        }
        for (var i = 0; lastResorts && i < _offered.Count; i++)
        {
            if (_offered[i].Why != ReasonCode.None)
            {
                _attempts.Add(_offered[i].Attempt);
            }
        }
    }

    /// <summary>
    /// Everything that could be called has failed before. Memory may be wrong, and a call that is not tried fails for certain: of all of
    /// them the one whose time is over first is tried.
    /// </summary>
    internal void TakeLeastBad(TrunkBoard board, long now)
    {
        var best = -1;
        var bestUntil = long.MaxValue;
        for (var i = 0; i < _skipped.Count; i++)
        {
            if (_skipped[i] is { Target: { } target } && board.CellOf(target).BadUntil(_skipped[i].Trunk.Circuit, now) is var until
                && (best < 0 || until < bestUntil))
            {
                (best, bestUntil) = (i, until);
            }
        }
        if (best >= 0)
        {
            Add(_skipped[best].Trunk, _skipped[best].Target!);
            _skipped.RemoveAt(best);
        }
    }

    private readonly record struct Offered(PlannedAttempt Attempt, AttemptOrder Order, ReasonCode Why);
}
