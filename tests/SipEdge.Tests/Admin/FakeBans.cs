using SipEdge.Admin;

namespace SipEdge.Tests.Admin;

/// <summary>Bans that a test puts in, and what was asked of them.</summary>
internal sealed class FakeBans : IBanControl
{
    public List<BanReport> InForce { get; } = [];

    public List<string> Asked { get; } = [];

    public BanChange Answer { get; set; } = new(true, "Done.");

    public IReadOnlyList<BanReport> List() => InForce;

    public BanChange Add(string prefix, string duration, string? note, bool force) => Say($"add {prefix} {duration} {note} {force}");

    public BanChange Lift(string prefix) => Say($"lift {prefix}");

    public BanChange LiftAll() => Say("lift all");

    private BanChange Say(string what)
    {
        Asked.Add(what);
        return Answer;
    }
}
