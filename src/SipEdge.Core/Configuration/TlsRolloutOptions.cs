using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Whose calls already use the TLS gateways of a trunk that has others as well. Nobody, unless somebody is named.</summary>
public sealed record TlsRolloutOptions
{
    /// <summary>Accounts, or users of From where nobody authenticates.</summary>
    public ImmutableArray<string> Users { get; init; } = [];

    /// <summary>Addresses and networks that calls come from.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>Of the other callers, so many in a hundred; always the same ones.</summary>
    public int Percent { get; init; }

    /// <summary>Nobody's calls, whatever else is written; connections are tried all the same.</summary>
    public bool Shadow { get; init; }
}
