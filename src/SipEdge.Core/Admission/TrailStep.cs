using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>One look at a rule. Text: plain English without anything secret. Line: the rule; none for what is built in.</summary>
public readonly record struct TrailStep(DecisionStage Stage, StepOutcome Outcome, ConfigLine Line, string Text);
