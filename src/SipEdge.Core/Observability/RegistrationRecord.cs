namespace SipEdge.Core.Observability;

/// <summary>How one attempt to register, to refresh or to unregister a trunk ended.</summary>
/// <param name="Outcome">"registered", "refreshed", "unregistered", "failed", "denied" or "lost".</param>
/// <param name="Code">Of the last response; 0: none came.</param>
/// <param name="Reason">What the registrar said with it, or why none came.</param>
/// <param name="Registrar">The address that was asked last; null where there is none.</param>
/// <param name="Expires">Seconds that were granted.</param>
/// <param name="RetryAt">When it is tried again, after a failure.</param>
public sealed record RegistrationRecord(
    DateTimeOffset Time, string Trunk, string TrunkId, string Outcome, int Code, string Reason, string? Registrar, int? Expires,
    DateTimeOffset? RetryAt);
