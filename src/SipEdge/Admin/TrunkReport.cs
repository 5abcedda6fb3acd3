namespace SipEdge.Admin;

/// <summary>A trunk at one moment.</summary>
/// <param name="Host">Of its first gateway that may be called.</param>
/// <param name="Encryption">TLS, SRTP, both, either with some gateways only ("TLS, some"), or none.</param>
/// <param name="Status">ok, degraded, down, disabled, draining.</param>
/// <param name="Reason">Why it is not ok; empty when it is.</param>
public sealed record TrunkReport(
    string Name, string Id, string Host, string? VirtualNumber, string? Username, string Transport, string Encryption, string Status,
    string Reason, int ActiveCalls, int Inbound, int Outbound, TrunkFailureReport? LastFailure, IReadOnlyList<TrunkGatewayReport> Gateways)
{
    /// <summary>Null: it does not register.</summary>
    public RegistrationReport? Registration { get; init; }
}

/// <param name="Status">0: nothing was answered.</param>
public sealed record TrunkFailureReport(DateTimeOffset Time, string Gateway, string Address, int Status, string Reason);

/// <param name="Address">Empty: its name has none.</param>
/// <param name="Up">Calls go there.</param>
/// <param name="Why">Why they do not; empty when they do.</param>
/// <param name="Health">up, down or unknown, as OPTIONS say; null: it is not asked.</param>
/// <param name="Code">Of the last answer to OPTIONS; 0: none came.</param>
/// <param name="Since">Since when it is what Health says.</param>
public sealed record TrunkGatewayReport(
    string Name, string Address, string Transport, bool Up, string Why, string? Health, int? Code, double? RttMs, DateTimeOffset? Since)
{
    /// <summary>The round trip that calls choose by, where the trunk or group prefers the nearest; null while nothing was measured.</summary>
    public double? SteadyRttMs { get; init; }

    /// <summary>OPTIONS that were answered or not in time; null: it is not asked.</summary>
    public long? Asked { get; init; }

    /// <summary>Of these, those that count as failures.</summary>
    public long? Failed { get; init; }

    /// <summary>Null: how calls to it went is not looked at.</summary>
    public CircuitReport? Circuit { get; init; }
}

/// <param name="State">closed, open, half_open.</param>
/// <param name="Why">Figures of the last change; empty while there was none.</param>
/// <param name="Since">Of that change.</param>
public sealed record CircuitReport(string State, string Why, DateTimeOffset? Since);
