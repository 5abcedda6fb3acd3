namespace SipEdge.Core.Trunks;

/// <summary>A trunk at one moment, as plain data for people, for the admin API and for metrics.</summary>
/// <param name="Reason">Why it is not Ok; empty when it is.</param>
public sealed record TrunkStatus(
    string Name,
    TrunkCondition Condition,
    string Reason,
    RegistrationStatus Registration,
    IReadOnlyList<GatewayStatus> Gateways,
    int Inbound,
    int Outbound,
    long Kbit,
    TargetFailure? LastFailure)
{
    public int ActiveCalls => Inbound + Outbound;
}

/// <summary>One address of a trunk.</summary>
/// <param name="Address">Empty: the name has none (yet).</param>
/// <param name="Why">Why it is not used; empty when it is.</param>
public sealed record GatewayStatus(string Gateway, string Address, string Transport, bool IsUp, string Why)
{
    /// <summary>Null: it is not asked.</summary>
    public TargetHealth? Health { get; init; }

    /// <summary>Null: how calls to it went is not looked at.</summary>
    public CircuitStatus? Circuit { get; init; }
}
