using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>How host names are resolved.</summary>
public sealed record DnsOptions
{
    public const int Port = 53;

    /// <summary>"192.0.2.53" or "192.0.2.53:5353", asked in this order. None: those of /etc/resolv.conf.</summary>
    public ImmutableArray<string> Servers { get; init; } = [];

    /// <summary>For one server's answer. Default: what /etc/resolv.conf says, 2 s without a word there.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Rounds through the servers. Default: what /etc/resolv.conf says, 2 without a word there.</summary>
    public int? Attempts { get; init; }

    public TimeSpan MinTtl { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A start and a reload wait this long for names that are new. Default 3 s: what a healthy resolver never takes.</summary>
    public TimeSpan StartWait { get; init; } = TimeSpan.FromSeconds(3);
}
