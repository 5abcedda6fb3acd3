using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>
/// Where a call is tried, in order, and how far that went. It lives with the call object and is filled anew for every call, so that a
/// plan costs no memory. Made by <see cref="AttemptPlanner"/>.
/// </summary>
public sealed class AttemptPlan
{
    private readonly List<PlannedAttempt> _attempts = [];
    private readonly List<SkippedTarget> _skipped = [];
    private int _position;

    public IReadOnlyList<PlannedAttempt> Attempts => _attempts;

    /// <summary>Not tried, and why.</summary>
    public IReadOnlyList<SkippedTarget> Skipped => _skipped;

    /// <summary>There is one to try, or being tried.</summary>
    public bool HasCurrent => _position < _attempts.Count;

    public bool HasNext => _position + 1 < _attempts.Count;

    public PlannedAttempt Current => _attempts[_position];

    public void MoveNext() => _position++;

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
        _attempts.Clear();
        _skipped.Clear();
        _position = 0;
    }

    internal void Add(TrunkModel trunk, TargetModel target) => _attempts.Add(new PlannedAttempt(trunk, target));

    internal void Skip(TrunkModel trunk, GatewayModel? gateway, TargetModel? target, ReasonCode reason, ConfigLine line) =>
        _skipped.Add(new SkippedTarget(trunk, gateway, target, reason, line));
}
