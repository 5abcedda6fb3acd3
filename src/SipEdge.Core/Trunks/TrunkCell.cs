using System.Collections.Concurrent;

namespace SipEdge.Core.Trunks;

/// <summary>What is known of one trunk at this moment. Read by every loop without a lock; it outlives reloads.</summary>
public sealed class TrunkCell(string id, int loops)
{
    private readonly ConcurrentDictionary<string, GatewayCell> _gateways = new(StringComparer.Ordinal);
    private volatile RegistrationStatus _registration = RegistrationStatus.Disabled;
    private volatile TargetFailure? _lastFailure;

    public string Id => id;

    /// <summary>Its calls, both ways.</summary>
    public LiveLoad Load { get; } = new(loops);

    /// <summary>Those that begin, both ways.</summary>
    public CallRate Rate { get; } = new();

    /// <summary>Written by the keeper of registrations alone.</summary>
    public RegistrationStatus Registration
    {
        get => _registration;
        set => _registration = value;
    }

    /// <summary>The last attempt that failed for a reason of the trunk's; null while there was none.</summary>
    public TargetFailure? LastFailure
    {
        get => _lastFailure;
        set => _lastFailure = value;
    }

    public GatewayCell Gateway(string gateway) => _gateways.TryGetValue(gateway, out var cell)
        ? cell
        : _gateways.GetOrAdd(gateway, static gateway => new GatewayCell(gateway));
}
