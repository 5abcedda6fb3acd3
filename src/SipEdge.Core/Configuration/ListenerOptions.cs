using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>One address the edge listens on.</summary>
public sealed record ListenerOptions
{
    public required string Name { get; init; }

    public TransportKind Transport { get; init; } = TransportKind.Udp;

    /// <summary>"192.0.2.1:5060", "[2001:db8::1]:5061", or without a port: 5060, 5061 for TLS.</summary>
    public required string Bind { get; init; }

    /// <summary>What Via and Contact say, host[:port]; needed when bind is a wildcard or behind NAT.</summary>
    public string? Advertise { get; init; }

    /// <summary>The name under <c>tls</c> of the certificate to show.</summary>
    public string? Tls { get; init; }
}
