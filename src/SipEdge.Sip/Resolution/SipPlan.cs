using System.Collections.Immutable;

namespace SipEdge.Sip.Resolution;

/// <summary>What is known of a host so far: its places, or what to ask before that can be said.</summary>
public sealed record SipPlan
{
    /// <summary>To be asked, all at once; not empty: nothing else is known yet.</summary>
    public ImmutableArray<DnsQuestion> Missing { get; init; } = [];

    /// <summary>By priority, then by SRV record, IPv4 before IPv6.</summary>
    public ImmutableArray<SipPlace> Places { get; init; } = [];

    /// <summary>Seconds it holds.</summary>
    public uint Ttl { get; init; }

    /// <summary>Why there is no place, for the operator.</summary>
    public string? Failure { get; init; }

    /// <summary>A server did not answer, so that another time may bring what this one did not.</summary>
    public bool IsUnanswered { get; init; }
}
