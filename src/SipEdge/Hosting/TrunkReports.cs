using System.Text;
using SipEdge.Admin;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Hosting;

/// <summary>What the board knows of trunks, as it is told to people and scraped.</summary>
internal static class TrunkReports
{
    public static IReadOnlyList<TrunkReport> Of(EdgeModel model, TrunkBoard board, long now) =>
        [.. model.Trunks.Select(trunk => Of(trunk, board.Describe(trunk, now)))];

    /// <summary>Every address that is asked by OPTIONS.</summary>
    public static IEnumerable<(TrunkModel Trunk, TargetModel Target, TargetHealth Health)> Asked(EdgeModel model, TrunkBoard board) =>
        from trunk in model.Trunks
        from gateway in trunk.Outbound
        from target in gateway.Targets
        let health = board.CellOf(target).Health
        where health is not null
        select (trunk, target, health);

    /// <summary>Every address whose calls are looked at.</summary>
    public static IEnumerable<(TrunkModel Trunk, CircuitPhase Phase)> Circuits(EdgeModel model, TrunkBoard board, long now) =>
        from trunk in model.Trunks
        where trunk.Circuit is not null
        from gateway in trunk.Outbound
        from target in gateway.Targets
        select (trunk, board.CellOf(target).Circuit.PhaseAt(now));

    private static TrunkReport Of(TrunkModel trunk, TrunkStatus status) => new(
        trunk.Name,
        trunk.Id,
        HostOf(trunk),
        trunk.Numbers.DefaultNumber is { } number ? Encoding.UTF8.GetString(number) : null,
        trunk.Credentials?.ToString(),
        string.Join(',', trunk.Gateways.SelectMany(static gateway => gateway.Targets)
            .Select(static target => ConfigNames.Transport.Name(target.Transport)).Distinct()),
        Encryption(trunk),
        Name(status.Condition),
        status.Reason,
        status.ActiveCalls,
        status.Inbound,
        status.Outbound,
        status.LastFailure is { } failure
            ? new TrunkFailureReport(failure.Time, failure.Gateway, failure.Address, failure.Status, failure.Reason)
            : null,
        [.. status.Gateways.Select(Of)])
    {
        Registration = trunk.Register is null ? null : RegistrationReports.Of(trunk, status.Registration),
    };

    private static TrunkGatewayReport Of(GatewayStatus gateway) => new(
        gateway.Gateway, gateway.Address, gateway.Transport, gateway.IsUp, gateway.Why,
        gateway.Health is { } health ? Name(health.State) : null, gateway.Health?.Code, gateway.Health?.RttMs,
        gateway.Health?.ChangedAt)
    {
        SteadyRttMs = gateway.Health?.SteadyRttMs,
        Asked = gateway.Health?.Asked,
        Failed = gateway.Health?.Failed,
        Circuit = gateway.Circuit is { } circuit ? new CircuitReport(Name(circuit.Phase), circuit.Why, circuit.Since) : null,
    };

    private static string HostOf(TrunkModel trunk) =>
        (trunk.Outbound.FirstOrDefault() ?? trunk.Gateways.FirstOrDefault()) is { } gateway
            ? Encoding.UTF8.GetString(gateway.HostPort)
            : string.Empty;

    private static string Encryption(TrunkModel trunk)
    {
        var signalling = Word(trunk, "TLS", static gateway => gateway.Targets.Any(static target => target.Transport == TransportKind.Tls));
        var media = Word(trunk, "SRTP", static gateway => gateway.Media.Leg.Srtp is not (SrtpOffer.AsOffered or SrtpOffer.Off));
        return string.Join(" + ", new[] { signalling, media }.Where(static word => word.Length > 0)) is { Length: > 0 } both ? both : "none";
    }

    private static string Word(TrunkModel trunk, string word, Func<GatewayModel, bool> has) =>
        !trunk.Gateways.Any(has) ? string.Empty : trunk.Gateways.All(has) ? word : $"{word}, some";

    private static string Name(HealthState state) => state switch
    {
        HealthState.Up => "up",
        HealthState.Down => "down",
        _ => "unknown",
    };

    public static string Name(CircuitPhase phase) => phase switch
    {
        CircuitPhase.Closed => "closed",
        CircuitPhase.Open => "open",
        _ => "half_open",
    };

    private static string Name(TrunkCondition condition) => condition switch
    {
        TrunkCondition.Ok => "ok",
        TrunkCondition.Degraded => "degraded",
        TrunkCondition.Down => "down",
        TrunkCondition.Disabled => "disabled",
        _ => "draining",
    };
}
