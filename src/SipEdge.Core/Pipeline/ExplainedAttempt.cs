using System.Collections.Immutable;

namespace SipEdge.Core.Pipeline;

/// <summary>A remembered attempt and its explanation.</summary>
/// <param name="Reason">What became of it; null while the call lives.</param>
/// <param name="Tried">The gateways that were tried, in order.</param>
/// <param name="ConfigurationChanged">
/// The configuration was changed since. The explanation is that of the time if it was the last change, else today's.
/// </param>
/// <param name="Explanation">Null when the message is no longer kept.</param>
public sealed record ExplainedAttempt(
    string Id,
    DateTimeOffset Time,
    string? Reason,
    int? Status,
    ImmutableArray<ExplainedTry> Tried,
    bool ConfigurationChanged,
    Explanation? Explanation);

/// <summary>A gateway that was tried; status 0: it did not answer.</summary>
public sealed record ExplainedTry(string Trunk, string Gateway, int Status, string Reason, double Seconds);
