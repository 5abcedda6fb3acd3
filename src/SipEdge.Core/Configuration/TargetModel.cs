using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>
/// One place where a peer answers: its address, or one of those that its name stands for. Immutable after construction.
/// </summary>
public sealed class TargetModel
{
    /// <summary>Whose place it is, set by the gateway that takes it. A registrar's place has none, and is never a call's target.</summary>
    public GatewayModel Gateway { get; internal set; } = null!;

    public required SocketEndpoint Address
    {
        get;
        init
        {
            field = value;
            AddressText = value.ToString();
        }
    }

    /// <summary>The same as the record of every call says it.</summary>
    public string AddressText { get; private init; } = "";

    public required TransportKind Transport { get; init; }

    /// <summary>The listener it is called from: of its transport and address family.</summary>
    public required byte Listener { get; init; }

    /// <summary>Of the SRV record: lower is tried first.</summary>
    public int Priority { get; init; }

    /// <summary>Of the SRV record: its share of the calls among those of its priority (RFC 2782).</summary>
    public int Weight { get; init; }

    /// <summary>Addresses of one SRV record have the same number: they share its weight.</summary>
    public int Record { get; init; }

    /// <summary>Where the address came from: "literal", "SRV _sips._tcp.example.com", "A".</summary>
    public required string Origin { get; init; }

    /// <summary>"192.0.2.7:5070" as it stands in a URI. A name stays a name, whatever it resolved to (RFC 3263 §4).</summary>
    public required byte[] HostPort { get; init; }

    /// <summary>Over TLS: the name its certificate must carry, which is never one that came out of DNS (RFC 5922 §4).</summary>
    public string? ServerName { get; init; }

    /// <summary>Over TLS: whose settings verify it and which certificate it is shown; null: the general ones.</summary>
    public string? TlsClient { get; init; }

    /// <summary>The very connection it is called over; 0: whichever leads there.</summary>
    public int Connection { get; init; }

    /// <summary>"Route: &lt;sip:proxy.example;lr&gt;" with its line end, for a request outside a dialog; empty where it is no proxy.</summary>
    public byte[] RouteLine { get; init; } = [];

    /// <summary>What it calls itself, where it is a registered phone; null: made of the number called.</summary>
    public byte[]? RequestUri { get; init; }

    /// <summary>Its address of record, where it is a registered phone.</summary>
    public byte[]? ToUri { get; init; }

    /// <summary>Where a request to it goes: over a connection that stands, or a new one.</summary>
    public Flow Flow => new(Transport, Listener, Connection, Address, ServerName, TlsClient);

    public override string ToString() => AddressText;
}
