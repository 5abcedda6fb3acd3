using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>One peer relationship, resolved. Immutable after construction.</summary>
public sealed class TrunkModel
{
    public required string Name { get; init; }

    /// <summary>What counters and records join on: a rename does not change it. The name where none is written.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands for the phones of a domain: their PBX. What one of them does, no other has done.</summary>
    public TrunkModel? Pbx { get; init; }

    /// <summary>False: no new calls either way.</summary>
    public bool Active { get; init; } = true;

    /// <summary>No new calls but to an emergency number.</summary>
    public bool Draining { get; init; }

    /// <summary>What its calls get while it is not active; 0: what a stranger hears.</summary>
    public int WhenInactive { get; init; } = TrunkOptions.UsualInactiveStatus;

    /// <summary>Where it was switched off or is drained.</summary>
    public ConfigLine StateLine { get; init; }

    /// <summary>All, as written.</summary>
    public required ImmutableArray<GatewayModel> Gateways { get; init; }

    /// <summary>Those that may be called, in the order to try: by priority, then as written.</summary>
    public required ImmutableArray<GatewayModel> Outbound { get; init; }

    /// <summary>What its challenges are answered with; null: nothing.</summary>
    public TrunkCredentials? Credentials { get; init; }

    /// <summary>How it registers; null: not.</summary>
    public RegisterModel? Register { get; init; }

    /// <summary>Trunks whose sips calls may leave to this one without TLS.</summary>
    public ImmutableArray<string> SipsDowngradeFrom { get; init; } = [];

    public required IdentityRules Identity { get; init; }

    public CallerRules Caller { get; init; } = CallerRules.None;

    /// <summary>Refusals of its calls say why.</summary>
    public bool ReasonHeader { get; init; }

    /// <summary>"host:port" for Contact, by listener number; null and beyond the end: what the listener advertises.</summary>
    public ImmutableArray<byte[]?> Contacts { get; init; } = [];

    public DiversionRules Diversion { get; init; } = DiversionRules.Off;

    public HeaderRules Headers { get; init; } = HeaderRules.None;

    /// <summary>What it may offer when it calls.</summary>
    public MediaRules Media { get; init; } = MediaRules.Default;

    public TrunkSecurity Security { get; init; }

    /// <summary>How it writes telephone numbers.</summary>
    public NumberPlan Numbers { get; init; } = NumberPlan.Default;

    public TrunkTlsModel? Tls { get; init; }

    /// <summary>Null: TLS gateways are as any other.</summary>
    public TlsRollout? TlsRollout { get; init; }

    /// <summary>When another of its addresses is tried; a group that it is called in says so itself.</summary>
    public FailoverRules Failover { get; init; } = FailoverRules.Default;

    /// <summary>Null: its gateways are not asked whether they are there.</summary>
    public HealthRules? Health { get; init; }

    /// <summary>Null: calls go to a gateway however the calls before went.</summary>
    public CircuitRules? Circuit { get; init; }

    /// <summary>Which of its gateways of the same priority is tried first; a group may say so for all of its trunks.</summary>
    public GatewayPreference Prefer { get; init; }

    /// <summary>In which order its gateways' regions are tried; the same holds of a group.</summary>
    public RegionRules Regions { get; init; } = RegionRules.None;

    public TrunkLimitOptions Limits { get; init; } = new();

    public CallLimits CallLimits { get; init; } = CallLimits.None;

    public SessionRules Session { get; init; } = SessionRules.Default;

    public SignallingOptions Signalling { get; init; } = SignallingOptions.Default;

    /// <summary>Which of its requests take a connection for their length.</summary>
    public LargeRequests Large { get; init; } = LargeRequests.Never;

    public ConfigLine Line { get; init; }

    /// <summary>Whether sips calls of that trunk may leave to this one without TLS; null: of a caller that is no trunk.</summary>
    public bool MayDowngrade(TrunkModel? caller) => caller is not null && SipsDowngradeFrom.Contains(caller.Name);

    /// <summary>What Contact says on that listener.</summary>
    public ReadOnlySpan<byte> ContactOn(byte listener, ReadOnlySpan<byte> sentBy) =>
        listener < Contacts.Length && Contacts[listener] is { } contact ? contact : sentBy;

    public override string ToString() => Name;
}
