using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>One address of a trunk, resolved. Immutable after construction.</summary>
public sealed class GatewayModel
{
    public required string Name { get; init; }

    public required string TrunkName { get; init; }

    public required SocketEndpoint Address { get; init; }

    public required TransportKind Transport { get; init; }

    /// <summary>The name its certificate must carry.</summary>
    public string? TlsName { get; init; }

    public required UriScheme Scheme { get; init; }

    /// <summary>What it is offered, and what may come back.</summary>
    public required MediaRules Media { get; init; }

    public required byte Listener { get; init; }

    /// <summary>"192.0.2.7:5060" as it stands in a URI; the default port of its scheme and transport is left out.</summary>
    public required byte[] HostPort { get; init; }

    public required GatewayDirection Direction { get; init; }

    public required int Priority { get; init; }

    public required bool Active { get; init; }

    public ConfigLine Line { get; init; }

    /// <summary>Where a request to this gateway goes: over a connection that stands, or a new one.</summary>
    public Flow Flow => new(Transport, Listener, 0, Address, TlsName);

    public override string ToString() => $"{TrunkName}/{Name}";
}
