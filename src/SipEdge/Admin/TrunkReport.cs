namespace SipEdge.Admin;

/// <summary>A trunk at one moment.</summary>
/// <param name="Host">Of its first gateway that may be called.</param>
/// <param name="Encryption">TLS, SRTP, both, either with some gateways only ("TLS, some"), or none.</param>
/// <param name="Status">ok, degraded, down, disabled, draining.</param>
/// <param name="Reason">Why it is not ok; empty when it is.</param>
public sealed record TrunkReport(
    string Name, string Id, string Host, string? VirtualNumber, string? Username, string Transport, string Encryption, string Status,
    string Reason, int ActiveCalls, int Inbound, int Outbound, TrunkFailureReport? LastFailure, IReadOnlyList<TrunkGatewayReport> Gateways);

/// <param name="Status">0: nothing was answered.</param>
public sealed record TrunkFailureReport(DateTimeOffset Time, string Gateway, string Address, int Status, string Reason);

/// <param name="Address">Empty: its name has none.</param>
/// <param name="Up">Calls go there.</param>
/// <param name="Why">Why they do not; empty when they do.</param>
/// <param name="Health">up, down or unknown, as OPTIONS say; null: it is not asked.</param>
/// <param name="Code">Of the last answer to OPTIONS; 0: none came.</param>
public sealed record TrunkGatewayReport(
    string Name, string Address, string Transport, bool Up, string Why, string? Health, int? Code, double? RttMs, DateTimeOffset? Since);
