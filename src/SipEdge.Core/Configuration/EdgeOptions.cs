using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>A configuration as it was written, every scalar in its own type, nothing resolved.</summary>
public sealed record EdgeOptions
{
    /// <summary>The only version there is. A later one may change defaults; an old file keeps its own.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public ImmutableArray<ListenerOptions> Listeners { get; init; } = [];

    public ImmutableSortedDictionary<string, TlsOptions> Tls { get; init; } =
        ImmutableSortedDictionary<string, TlsOptions>.Empty;

    public TlsClientOptions TlsClient { get; init; } = new();

    public ImmutableSortedDictionary<string, AccountOptions> Accounts { get; init; } =
        ImmutableSortedDictionary<string, AccountOptions>.Empty;

    public ImmutableSortedDictionary<string, AclOptions> Acls { get; init; } =
        ImmutableSortedDictionary<string, AclOptions>.Empty;

    public ImmutableSortedDictionary<string, DomainOptions> Domains { get; init; } =
        ImmutableSortedDictionary<string, DomainOptions>.Empty;

    /// <summary>Serves requests whose host is an IP address, or missing (tel).</summary>
    public string? DefaultDomain { get; init; }

    /// <summary>Default drop: a reply tells a scanner that somebody lives here.</summary>
    public UnknownDomainPolicy UnknownDomain { get; init; } = UnknownDomainPolicy.Drop;

    /// <summary>Default drop, for the same reason; on a connection it is closed.</summary>
    public UnknownSourcePolicy UnknownSource { get; init; } = UnknownSourcePolicy.Drop;

    public ImmutableSortedDictionary<string, TrunkOptions> Trunks { get; init; } =
        ImmutableSortedDictionary<string, TrunkOptions>.Empty;

    public ImmutableSortedDictionary<string, GroupOptions> Groups { get; init; } =
        ImmutableSortedDictionary<string, GroupOptions>.Empty;

    public ImmutableSortedDictionary<string, PolicyOptions> Policies { get; init; } =
        ImmutableSortedDictionary<string, PolicyOptions>.Empty;

    public ImmutableArray<RouteOptions> Routes { get; init; } = [];

    public SpecialNumberOptions Numbers { get; init; } = new();

    public MediaOptions Media { get; init; } = new();

    public CallOptions Calls { get; init; } = new();

    public SecurityOptions Security { get; init; } = new();

    /// <summary>Signalling loops. 0: one per processor.</summary>
    public int Loops { get; init; }

    public AdminOptions Admin { get; init; } = new();

    public RecordOptions Records { get; init; } = new();

    public TelemetryOptions Telemetry { get; init; } = new();

    public TimerOptions Timers { get; init; } = new();

    public DnsOptions Dns { get; init; } = new();
}
