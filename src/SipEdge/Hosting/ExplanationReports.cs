using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Core.Pipeline;

namespace SipEdge.Hosting;

/// <summary>An explanation as the admin interface and <c>sipedge explain</c> tell it.</summary>
internal static class ExplanationReports
{
    public static AttemptReport From(ExplainedAttempt attempt) => new(
        attempt.Id,
        attempt.Time,
        attempt.Reason,
        attempt.Status,
        [.. attempt.Tried.Select(static tried => new TryReport(
            tried.Trunk, tried.Gateway, tried.Status, tried.Reason, Math.Round(tried.Seconds, 3)))],
        attempt.ConfigurationChanged,
        attempt.Explanation is { } explanation ? From(explanation) : null);

    public static ExplanationReport From(Explanation explanation) => new(
        explanation.Method,
        explanation.RequestUri,
        explanation.Called,
        explanation.Transport,
        explanation.Source,
        explanation.Decision,
        explanation.Reason,
        explanation.Meaning,
        explanation.Remedy,
        explanation.Status,
        explanation.DecidedBy,
        [.. explanation.Steps.Select(static step => new StepReport(
            Word(step.Stage.ToString()), Word(step.Outcome.ToString()), step.Line, step.Text))],
        [.. explanation.Gateways.Select(static gateway => new GatewayReport(
            gateway.Trunk, gateway.Gateway, gateway.Address, gateway.Transport, gateway.Media, gateway.Message, gateway.Refusal))]);

    private static string Word(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
