using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What a configuration compiled to: every reference resolved, every look-up ready. Immutable; a reload swaps the one
/// reference, and a decision reads one model from beginning to end.
/// </summary>
public sealed class EdgeModel
{
    private static readonly Lazy<EdgeModel> BuiltIn = new(DefaultConfiguration.Compile);

    private readonly Utf8Map<DomainModel> _domains;

    internal EdgeModel(ImmutableArray<DomainModel> domains)
    {
        Domains = domains;
        _domains = new Utf8Map<DomainModel>(domains.Select(domain => (domain.Name, domain)), ignoreCase: true);
    }

    /// <summary>What serves when no file is given: loopback trusted, everyone else refused, every call echoed.</summary>
    public static EdgeModel Default => BuiltIn.Value;

    public required ImmutableArray<ListenerModel> Listeners { get; init; }

    public required TlsClientOptions TlsClient { get; init; }

    public ImmutableArray<DomainModel> Domains { get; }

    public required DomainModel? DefaultDomain { get; init; }

    public required ImmutableArray<AclModel> Acls { get; init; }

    public required AddressTable Addresses { get; init; }

    /// <summary>Entries that were left out, because their name resolved to an address of another trunk.</summary>
    public ImmutableArray<NameClash> NameClashes { get; init; } = [];

    /// <summary>Every token that some domain takes; a SID stands for one.</summary>
    public IEnumerable<TokenModel> Tokens => Domains.SelectMany(domain => domain.Tokens).DistinctBy(token => token.Sid);

    public required KnownSources Known { get; init; }

    public required ImmutableArray<TrunkModel> Trunks { get; init; }

    /// <summary>Trunks that a certificate can name, by their name.</summary>
    public FrozenDictionary<string, CertifiedTrunk> Certified { get; init; } = FrozenDictionary<string, CertifiedTrunk>.Empty;

    public required ImmutableArray<GroupModel> Groups { get; init; }

    /// <summary>Some peer sits behind an ALG (alg_repair).</summary>
    public bool RepairsAlg { get; init; }

    public required RouteTable Routes { get; init; }

    /// <summary>Whose numbers are whose, for routes that ask.</summary>
    public required NumberTable Assigned { get; init; }

    public required SpecialNumbers SpecialNumbers { get; init; }

    /// <summary>Calls to these are placed when the edge is full or drains.</summary>
    public NumberSet Emergency => SpecialNumbers.Emergency;

    public required MediaModel Media { get; init; }

    public required SecurityModel Security { get; init; }

    public required CallOptions Calls { get; init; }

    public required LimitOptions Limits { get; init; }

    public required TimerOptions Timers { get; init; }

    public required AdminOptions Admin { get; init; }

    public required RecordOptions Records { get; init; }

    public required TelemetryOptions Telemetry { get; init; }

    /// <summary>Signalling loops; 0: one per processor.</summary>
    public required int Loops { get; init; }

    /// <summary>By host name, ignoring case; a trailing dot names the same host.</summary>
    public DomainModel? FindDomain(ReadOnlySpan<byte> host) => _domains.Find(host is [.. var bare, (byte)'.'] ? bare : host);
}
