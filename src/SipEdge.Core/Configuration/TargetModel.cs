using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>
/// One place where a gateway answers: its address, or one of those that its name stands for. Immutable after construction.
/// </summary>
public sealed class TargetModel
{
    /// <summary>Set by the gateway that takes it.</summary>
    public GatewayModel Gateway { get; internal set; } = null!;

    public required SocketEndpoint Address { get; init; }

    public required TransportKind Transport { get; init; }

    /// <summary>The listener it is called from: of its transport and address family.</summary>
    public required byte Listener { get; init; }

    /// <summary>Of the SRV record: lower is tried first.</summary>
    public int Priority { get; init; }

    /// <summary>Of the SRV record: this one's share of the calls among those of its priority (RFC 2782).</summary>
    public int Weight { get; init; }

    /// <summary>Where the address came from: "literal", "SRV _sips._tcp.example.com", "A".</summary>
    public required string Origin { get; init; }

    /// <summary>As the gateway stands in a URI: a name stays a name, whatever it resolved to (RFC 3263 §4).</summary>
    public byte[] HostPort => Gateway.HostPort;

    /// <summary>Where a request to it goes: over a connection that stands, or a new one.</summary>
    public Flow Flow => Transport == TransportKind.Tls
        ? new Flow(Transport, Listener, 0, Address, Gateway.TlsName, Gateway.TlsClient)
        : new Flow(Transport, Listener, 0, Address);

    public override string ToString() => Address.ToString();
}
