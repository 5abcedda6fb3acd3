using SipEdge.Core.Configuration;

namespace SipEdge.Core.Trunks;

/// <summary>Why a circuit has changed, in words and figures.</summary>
internal static class CircuitText
{
    /// <param name="move">What it did.</param>
    /// <param name="rules">By which it did so.</param>
    /// <param name="status">Of the call that decided; 0: nothing was answered.</param>
    public static string Of(CircuitMove move, CircuitRules rules, int status)
    {
        var last = status == 0 ? "unanswered" : FormattableString.Invariant($"{status}");
        return move switch
        {
            { From: CircuitPhase.Closed } => FormattableString.Invariant(
                $"{move.Failures} of {move.Calls} calls in {rules.WindowMs / 1000} s failed, last {last}"),
            { To: CircuitPhase.Open } => $"a trial failed, {last}",
            _ => rules.Trials == 1 ? "a trial went well" : FormattableString.Invariant($"{rules.Trials} trials went well"),
        };
    }
}
