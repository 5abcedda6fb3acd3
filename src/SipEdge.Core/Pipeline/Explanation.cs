using SipEdge.Core.Admission;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Why a request was let in or not and where it goes, as plain data for people. Nothing secret is in it.
/// </summary>
/// <param name="Decision">"placed", "answered", "challenged", "refused" or "dropped".</param>
/// <param name="Reason">The stable reason code (docs/reason-codes.md).</param>
/// <param name="Status">What is answered; 0: nothing, or the next hop's.</param>
/// <param name="DecidedBy">The configuration line, as file:line; null where nothing of the configuration decided.</param>
/// <param name="Called">User part of the Request-URI.</param>
public sealed record Explanation(
    string Method,
    string RequestUri,
    string Called,
    string Transport,
    string Source,
    string Decision,
    string Reason,
    string Meaning,
    string Remedy,
    int Status,
    string? DecidedBy,
    IReadOnlyList<ExplainedStep> Steps,
    IReadOnlyList<ExplainedGateway> Gateways);

/// <summary>One look at a rule.</summary>
public sealed record ExplainedStep(DecisionStage Stage, StepOutcome Outcome, string? Line, string Text);

/// <summary>
/// One gateway in the order of trying. Message: Request-Line and headers as they leave, without Via and body; names that are made
/// up for each call stand as "explained". Null with Refusal: why nothing can be sent there. Media: what its media may be.
/// </summary>
public sealed record ExplainedGateway(
    string Trunk, string Gateway, string Address, string Transport, string Media, string? Message, string? Refusal);
