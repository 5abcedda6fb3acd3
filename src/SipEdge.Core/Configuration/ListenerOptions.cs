using System.Collections.Immutable;
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

    /// <summary>Names under <c>tls</c> of the certificates to show; the first is for who asks for none of them.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    /// <summary>The usual case, one certificate.</summary>
    public string? Tls
    {
        get => Certificates.FirstOrDefault();
        init => Certificates = value is null ? [] : [value];
    }

    /// <summary>Who asks for another name than those of the certificates, or for none, gets no handshake.</summary>
    public bool StrictSni { get; init; }

    /// <summary>Whether peers are asked for a certificate.</summary>
    public ClientAuth ClientAuth { get; init; }
}
