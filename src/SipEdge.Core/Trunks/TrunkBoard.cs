using System.Collections.Concurrent;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Trunks;

/// <summary>
/// What is known of every trunk at this moment: one for the whole process, since a trunk belongs to no loop. Cells are found by the id of a trunk,
/// so they outlive a reload; they are read without a lock, and each says who writes it.
/// </summary>
public sealed class TrunkBoard(int loops)
{
    private readonly ConcurrentDictionary<string, TrunkCell> _trunks = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, GroupCell> _groups = new(StringComparer.Ordinal);

    private volatile RegisteredTrunks _registered = RegisteredTrunks.None;

    /// <summary>Every live call, of a trunk or not.</summary>
    public LiveLoad Calls { get; } = new(loops);

    /// <summary>Which trunks are registered; written by the keeper of registrations alone.</summary>
    public RegisteredTrunks Registered
    {
        get => _registered;
        set => _registered = value;
    }

    public GroupCell CellOf(GroupModel group) => _groups.TryGetValue(group.Name, out var cell)
        ? cell
        : _groups.GetOrAdd(group.Name, static (_, loops) => new GroupCell(loops), loops);

    public TrunkCell CellOf(TrunkModel trunk) => Trunk(trunk.Id);

    public GatewayCell CellOf(GatewayModel gateway) => Trunk(gateway.TrunkId).Gateway(gateway.Name);

    public TargetCell CellOf(TargetModel target) => CellOf(target.Gateway).Target(target.Transport, target.Address);

    public TrunkCell Trunk(string id) => _trunks.TryGetValue(id, out var cell)
        ? cell
        : _trunks.GetOrAdd(id, static (id, loops) => new TrunkCell(id, loops), loops);

    /// <summary>How a trunk does, for people.</summary>
    public TrunkStatus Describe(TrunkModel trunk, long now)
    {
        var cell = CellOf(trunk);
        var registration = cell.Registration;
        var gateways = trunk.Gateways.SelectMany(gateway => Describe(trunk, gateway, now)
            .Select(one => Covered(trunk, gateway, registration) is { } why ? one with { IsUp = false, Why = why } : one)).ToArray();
        var callable = trunk.Outbound.SelectMany(gateway => Describe(trunk, gateway, now)).ToArray();
        var (condition, reason) = !trunk.Active ? (TrunkCondition.Disabled, "switched off")
            : trunk.Draining ? (TrunkCondition.Draining, "takes no new calls")
            : Judge(callable, registration);
        return new TrunkStatus(
            trunk.Name, condition, reason, registration, gateways, cell.Load.Inbound, cell.Load.Outbound, cell.Load.Kbit,
            cell.LastFailure);
    }

    private IEnumerable<GatewayStatus> Describe(TrunkModel trunk, GatewayModel gateway, long now)
    {
        if (gateway.Targets.IsEmpty)
        {
            yield return new GatewayStatus(
                gateway.Name, "", "", IsUp: false, gateway.Active ? ReasonCodes.Meaning(ReasonCode.NameUnresolved) : "not active");
        }
        foreach (var target in gateway.Targets)
        {
            var cell = CellOf(target);
            var why = gateway.Active ? cell.Explain(trunk.Circuit, now) : "not active";
            yield return new GatewayStatus(
                gateway.Name, target.AddressText, ConfigNames.Transport.Name(target.Transport), why.Length == 0, why)
            {
                Health = cell.Health,
                Circuit = trunk.Circuit is { } circuit ? cell.Circuit.Describe(circuit, now) : null,
            };
        }
    }

    /// <summary>What keeps calls from every address of the gateway, whatever is known of the address; null: nothing.</summary>
    private static string? Covered(TrunkModel trunk, GatewayModel gateway, RegistrationStatus registration) =>
        gateway.Direction == GatewayDirection.Inbound ? "calls come from it only"
        : !trunk.Active ? "the trunk is switched off"
        : trunk.Draining ? "the trunk is drained"
        : !registration.IsUsable ? "the trunk is not registered"
        : null;

    private static (TrunkCondition Condition, string Reason) Judge(GatewayStatus[] callable, RegistrationStatus registration)
    {
        if (!registration.IsUsable)
        {
            return (TrunkCondition.Down, NotRegistered(registration));
        }
        var down = callable.Where(static gateway => !gateway.IsUp).ToArray();
        if (down.Length > 0)
        {
            var condition = down.Length == callable.Length ? TrunkCondition.Down : TrunkCondition.Degraded;
            return (condition, $"{down[0].Gateway}: {down[0].Why}");
        }
        return registration.State == RegistrationState.Disabled || registration.GrantedExpires is not null
            ? (TrunkCondition.Ok, "")
            : (TrunkCondition.Degraded, $"{NotRegistered(registration)}; calls are sent all the same");
    }

    /// <summary>The last answer may be one that was good while it lasted.</summary>
    private static string NotRegistered(RegistrationStatus registration) => registration.Code is >= 200 and < 300
        ? "not registered: the registrar has not answered yet"
        : $"not registered: {registration.Reason}";
}
