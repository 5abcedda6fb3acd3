using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Resolution;

/// <summary>One resource record. Names are in lower case, without the last dot.</summary>
/// <param name="Name">Whose record it is.</param>
/// <param name="Ttl">Seconds it may be kept.</param>
public abstract record DnsRecord(string Name, uint Ttl)
{
    public abstract DnsType Type { get; }
}

/// <summary>A and AAAA; the port of the endpoint is 0.</summary>
public sealed record AddressRecord(string Name, uint Ttl, SocketEndpoint Address) : DnsRecord(Name, Ttl)
{
    public override DnsType Type => Address.IsIpv4 ? DnsType.A : DnsType.Aaaa;
}

public sealed record AliasRecord(string Name, uint Ttl, string Target) : DnsRecord(Name, Ttl)
{
    public override DnsType Type => DnsType.Cname;
}

/// <summary>RFC 2782. An empty target: the service is decidedly not there.</summary>
public sealed record ServiceRecord(string Name, uint Ttl, ushort Priority, ushort Weight, ushort Port, string Target)
    : DnsRecord(Name, Ttl)
{
    public override DnsType Type => DnsType.Srv;
}

/// <summary>RFC 3403 §4.1.</summary>
public sealed record PointerRecord(
    string Name, uint Ttl, ushort Order, ushort Preference, string Flags, string Services, string Expression, string Replacement)
    : DnsRecord(Name, Ttl)
{
    public override DnsType Type => DnsType.Naptr;
}

/// <summary>SOA, of which only the time is wanted that "there is no such name" holds (RFC 2308 §5).</summary>
public sealed record ZoneRecord(string Name, uint Ttl, uint Minimum) : DnsRecord(Name, Ttl)
{
    public override DnsType Type => DnsType.Soa;

    public uint NegativeTtl => Math.Min(Ttl, Minimum);
}
