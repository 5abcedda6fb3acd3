using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>
/// The steps of one decision, in order, for somebody who wants to know why. Live traffic has none: the functions that decide take
/// a trail that may be null, and <c>trail?.Add(…)</c> then does not even build its text. A step never changes a decision.
/// </summary>
public sealed class Trail
{
    private readonly List<TrailStep> _steps = [];

    public IReadOnlyList<TrailStep> Steps => _steps;

    public void Add(DecisionStage stage, StepOutcome outcome, ConfigLine line, string text) =>
        _steps.Add(new TrailStep(stage, outcome, line, text));
}
