using System.Collections.Immutable;

namespace SipEdge.Sip.Resolution;

/// <summary>An answer of a server, read. Records of other types and classes are left out.</summary>
public sealed record DnsMessage
{
    public required ushort Id { get; init; }

    /// <summary>The answer did not fit; the rest is to be had over TCP.</summary>
    public required bool IsTruncated { get; init; }

    public required DnsResponseCode Code { get; init; }

    /// <summary>What was asked; null when the server did not repeat it.</summary>
    public required DnsQuestion? Question { get; init; }

    public required ImmutableArray<DnsRecord> Answers { get; init; }

    public required ImmutableArray<DnsRecord> Authority { get; init; }
}
