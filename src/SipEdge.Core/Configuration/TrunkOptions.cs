using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>One peer relationship: its addresses and what it is shown of a caller.</summary>
public sealed record TrunkOptions
{
    public ImmutableArray<GatewayOptions> Gateways { get; init; } = [];

    public IdentityOptions Identity { get; init; } = new();

    /// <summary>Not given: as each gateway says, and TLS without SRTP draws a warning.</summary>
    public TrunkSecurity? Security { get; init; }

    public NumberOptions Numbers { get; init; } = new();
}
