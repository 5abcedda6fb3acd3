using System.Collections.Immutable;
using SipEdge.Media.Srtp;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>One address of a trunk.</summary>
public sealed record GatewayOptions
{
    public required string Name { get; init; }

    /// <summary>An IP address or a host name, which is resolved by RFC 3263.</summary>
    public required string Address { get; init; }

    public bool IsName => HostName.IsValid(GatewayHost.Read(Address).Name);

    /// <summary>Not given: by SRV records of a name; else 5060, or 5061 for TLS.</summary>
    public int? Port { get; init; }

    /// <summary>Not given: by NAPTR and SRV records of a name; else UDP, and TLS for sips.</summary>
    public TransportKind? Transport { get; init; }

    /// <summary>As far as it is known without DNS.</summary>
    public TransportKind EffectiveTransport =>
        WrittenTransport ?? (Scheme != GatewayScheme.Sip ? TransportKind.Tls : TransportKind.Udp);

    private TransportKind? WrittenTransport => Transport ?? GatewayHost.Read(Address).Transport;

    /// <summary>Where a name leaves the transport to DNS, any may come of it.</summary>
    public bool MayUse(TransportKind transport) => IsName && WrittenTransport is null && Scheme == GatewayScheme.Sip
        || EffectiveTransport == transport;

    /// <summary>"/24", "24" or "255.255.255.0": the addresses calls may come from. Inbound only.</summary>
    public string? Prefix { get; init; }

    public GatewayDirection Direction { get; init; } = GatewayDirection.Both;

    /// <summary>Requests may go to it.</summary>
    public bool IsCalled => Active && Direction.HasFlag(GatewayDirection.Outbound);

    /// <summary>Lower is tried first; equal ones in the order written.</summary>
    public int Priority { get; init; }

    /// <summary>Its share of the calls among gateways of its priority. 0: after those that have one, in the order written.</summary>
    public int Weight { get; init; }

    /// <summary>Where it stands. Not given: the trunk's.</summary>
    public string? Region { get; init; }

    public GatewayScheme Scheme { get; init; } = GatewayScheme.Sip;

    public UriScheme FirstScheme => Scheme == GatewayScheme.Sip ? UriScheme.Sip : UriScheme.Sips;

    /// <summary>Not given: the trunk's srtp.mode, and plain RTP without one.</summary>
    public GatewayMedia? Media { get; init; }

    /// <summary>Best first. Not given: the trunk's srtp.suites.</summary>
    public ImmutableArray<SrtpSuite>? SrtpSuites { get; init; }

    /// <summary>The name the gateway's certificate must carry.</summary>
    public string? TlsName { get; init; }

    public bool Active { get; init; } = true;

    /// <summary>The listener to call from. Default: the first with this transport and address family.</summary>
    public string? Listener { get; init; }

    /// <summary>SRTP keys may be sent over UDP or TCP, where everyone on the path can read them.</summary>
    public bool InsecureSdesOk { get; init; }
}
