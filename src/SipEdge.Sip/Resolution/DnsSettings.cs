using System.Collections.Immutable;
using System.Net;

namespace SipEdge.Sip.Resolution;

/// <summary>Whom to ask, and how patiently.</summary>
public sealed record DnsSettings
{
    public required ImmutableArray<IPEndPoint> Servers { get; init; }

    /// <summary>For one server's answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often all servers are asked before a question has failed.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Tried with names of one label, which a container or cluster gives its neighbours. A name with a dot is absolute.</summary>
    public ImmutableArray<string> Search { get; init; } = [];

    /// <summary>A shorter TTL counts as this, or one careless zone would have its names asked for without a pause.</summary>
    public TimeSpan MinTtl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A longer TTL counts as this, so that a mistake in a zone is not kept for a week.</summary>
    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromHours(1);
}
