using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>How credentials are read, and what any one peer may cost.</summary>
public sealed record SecurityOptions
{
    public WrongCredentialPolicy PresentButWrong { get; init; } = WrongCredentialPolicy.Fail;

    public string SidHeader { get; init; } = "X-Auth-EndpointSid";

    public string TokenHeader { get; init; } = "X-Auth-VoipToken";

    /// <summary>Long enough for a slow phone, short enough that the table of used nonces stays small.</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromSeconds(30);

    public LimitOptions Limits { get; init; } = new();

    public SourceRateOptions Rates { get; init; } = new();

    public BanOptions Bans { get; init; } = new();

    /// <summary>What scanners call themselves; empty: nobody is taken for one by name.</summary>
    public ImmutableArray<string> Scanners { get; init; } = DefaultScanners.Names;
}
