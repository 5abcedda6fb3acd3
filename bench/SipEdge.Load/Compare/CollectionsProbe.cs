using SipEdge.Load.Measure;
using SipEdge.Load.Sip;
using SipEdge.Load.Systems;

namespace SipEdge.Load.Compare;

/// <summary>
/// What the garbage collector did from before the first message of a measurement to after its last: asking takes a moment, which
/// inside the window would be counted as delay.
/// </summary>
internal sealed class CollectionsProbe
{
    private readonly SystemUnderTest _system;
    private readonly CallLoad _load;
    private readonly GcSnapshot _before;
    private readonly long _opened = Clock.Now;
    private readonly long _completed;

    private CollectionsProbe(SystemUnderTest system, CallLoad load, GcSnapshot before)
    {
        (_system, _load, _before) = (system, load, before);
        _completed = load.Completed;
    }

    /// <summary>Null for a system without garbage collection.</summary>
    internal static CollectionsProbe? Open(SystemUnderTest system, CallLoad load) =>
        system.ReadGc() is { } before ? new(system, load, before) : null;

    internal GcFigures? Close() =>
        _system.ReadGc()?.Since(_before, (double)(Clock.Now - _opened) / Clock.Second, _load.Completed - _completed);
}
