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
        var gateways = trunk.Gateways.SelectMany(gateway => Describe(trunk, gateway, now)).ToArray();
        var callable = trunk.Outbound.SelectMany(gateway => Describe(trunk, gateway, now)).ToArray();
        var (condition, reason) = !trunk.Active ? (TrunkCondition.Disabled, "switched off")
            : trunk.Draining ? (TrunkCondition.Draining, "takes no new calls")
            : Judge(callable, cell.Registration);
        return new TrunkStatus(
            trunk.Name, condition, reason, cell.Registration, gateways, cell.Load.Inbound, cell.Load.Outbound, cell.Load.Kbit,
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

    private static (TrunkCondition Condition, string Reason) Judge(GatewayStatus[] callable, RegistrationStatus registration)
    {
        if (!registration.IsUsable)
        {
            return (TrunkCondition.Down, $"not registered: {registration.Reason}");
        }
        var down = callable.Where(static gateway => !gateway.IsUp).ToArray();
        return down.Length == 0 ? (TrunkCondition.Ok, "")
            : (down.Length == callable.Length ? TrunkCondition.Down : TrunkCondition.Degraded,
                $"{down[0].Gateway}: {down[0].Why}");
    }
}
