using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>How the edge registers at a trunk's carrier (RFC 3261 §10). The registrar is the trunk's outbound gateways, in their order.</summary>
public sealed record RegisterOptions
{
    /// <summary>Host of the Request-URI and To of REGISTER. Default: the first outbound gateway's address as written.</summary>
    public string? RegistrarDomain { get; init; }

    /// <summary>
    /// User part of Contact, by which the carrier's calls name this account. Default: the user that registers.
    /// </summary>
    public string? ContactUser { get; init; }

    /// <summary>What is asked for; the registrar grants it or less.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The wait after the first failure; it doubles with each further one.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait after a refusal that trying again does not cure. Registrars lock accounts that guess.</summary>
    public TimeSpan RetryDenied { get; init; } = TimeSpan.FromMinutes(30);

    public WhenUnregistered WhenUnregistered { get; init; } = WhenUnregistered.FailOver;

    /// <summary>Addresses besides the gateways' from which the carrier calls while the trunk is registered.</summary>
    public ImmutableArray<string> InboundFrom { get; init; } = [];
}
