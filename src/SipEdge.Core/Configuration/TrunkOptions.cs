using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>One peer relationship: its addresses and what it is shown of a caller.</summary>
public sealed record TrunkOptions
{
    /// <summary>What <see cref="WhenInactive"/> is without a setting: it makes peers try elsewhere.</summary>
    public const int UsualInactiveStatus = 503;

    /// <summary>"name@version" of the profile that the values come from that the trunk has not of its own.</summary>
    public string? Profile { get; init; }

    /// <summary>What counters and records join on. Not given: the name, and a rename begins new ones.</summary>
    public string? Id { get; init; }

    /// <summary>False: no new calls either way, not registered; calls that are up go on.</summary>
    public bool Active { get; init; } = true;

    /// <summary>No new calls either way; it stays registered and watched, for the calls that are up.</summary>
    public bool Draining { get; init; }

    /// <summary>The status that its calls get while it is not active; 0: what a stranger hears.</summary>
    public int WhenInactive { get; init; } = UsualInactiveStatus;

    public ImmutableArray<GatewayOptions> Gateways { get; init; } = [];

    /// <summary>Host with an optional port: where everything to the trunk's gateways goes. Null: to the gateways themselves.</summary>
    public string? OutboundProxy { get; init; }

    public OutboundProxyStyle OutboundProxyStyle { get; init; }

    /// <summary>Null: challenges of the trunk are not answered.</summary>
    public TrunkAuthOptions? Auth { get; init; }

    /// <summary>Null: the trunk does not register.</summary>
    public RegisterOptions? Register { get; init; }

    public IdentityOptions Identity { get; init; } = new();

    public CallerOptions Caller { get; init; } = new();

    /// <summary>Refusals of its calls say why, in a Reason header. Trusted trunks only.</summary>
    public bool ReasonHeader { get; init; }

    /// <summary>Default: what the listener advertises.</summary>
    public ContactHost? ContactHost { get; init; }

    public DiversionOptions Diversion { get; init; } = new();

    public ImmutableArray<HeaderRuleOptions> Headers { get; init; } = [];

    /// <summary>Trunks whose sips calls may leave to this one without TLS. Nobody else's may.</summary>
    public ImmutableArray<string> AllowSipsDowngrade { get; init; } = [];

    /// <summary>Not given: as each gateway says, and TLS without SRTP draws a warning.</summary>
    public TrunkSecurity? Security { get; init; }

    /// <summary>Over media.policy, key by key.</summary>
    public MediaPolicyOptions Media { get; init; } = new();

    public NumberOptions Numbers { get; init; } = new();

    /// <summary>Not given: as tls.client says, and no certificate names it.</summary>
    public TrunkTlsOptions? Tls { get; init; }

    /// <summary>Not given: TLS gateways are as any other.</summary>
    public TlsRolloutOptions? TlsRollout { get; init; }

    public FailoverOptions Failover { get; init; } = new();

    /// <summary>Null: its gateways are not asked whether they are there.</summary>
    public HealthOptions? Health { get; init; }

    /// <summary>Null: calls go to a gateway however the calls before went.</summary>
    public CircuitOptions? Circuit { get; init; }

    /// <summary>Of gateways of the same priority.</summary>
    public GatewayPreference Prefer { get; init; }

    /// <summary>Of its gateways that name none.</summary>
    public string? Region { get; init; }

    public RegionOptions Regions { get; init; } = new();

    public TrunkLimitOptions Limits { get; init; } = new();

    public SessionOptions Session { get; init; } = new();

    public SignallingOptions Signalling { get; init; } = SignallingOptions.Default;
}
