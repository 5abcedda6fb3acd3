using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>One address entry.</summary>
public sealed record AddressOptions
{
    /// <summary>"192.0.2.0/24", "2001:db8::/32", one address, or a host name: each of the addresses it stands for.</summary>
    public required string Prefix { get; init; }

    public bool IsName => HostName.IsValid(Prefix);

    /// <summary>Source port. Means nothing for TCP and TLS, where it is ephemeral.</summary>
    public int? Port { get; init; }

    /// <summary>The port of ours that was called.</summary>
    public int? LocalPort { get; init; }

    public TransportKind? Transport { get; init; }

    /// <summary>Outbound only: a peer that we call and that never calls us. It is known, and admits nothing.</summary>
    public GatewayDirection Direction { get; init; } = GatewayDirection.Both;

    public bool IsInbound => Direction.HasFlag(GatewayDirection.Inbound);
}
