using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>One address entry of an ACL, compiled. Immutable after construction.</summary>
public sealed class AddressEntry
{
    public required AddressPrefix Prefix { get; init; }

    public required AclModel Acl { get; init; }

    /// <summary>0: any.</summary>
    public ushort Port { get; init; }

    /// <summary>0: any.</summary>
    public ushort LocalPort { get; init; }

    public TransportKind? Transport { get; init; }

    /// <summary>It admits only while its trunk is registered (V-04).</summary>
    public bool WhileRegistered { get; init; }

    public AddressUse Use { get; init; }

    public ConfigLine Line { get; init; }

    /// <summary>
    /// Among entries of one prefix those that say more come first; then those that say whose the call is; last those that admit
    /// nothing.
    /// </summary>
    internal int Precision => Use != AddressUse.Inbound ? -1 :
        (Port == 0 ? 0 : 8) + (LocalPort == 0 ? 0 : 4) + (Transport is null ? 0 : 2) + (Acl.Trunk is null ? 0 : 1);

    /// <summary>The prefix has matched already. A source port says something only over UDP.</summary>
    public bool Accepts(TransportKind transport, ushort sourcePort, ushort localPort) =>
        Use == AddressUse.Inbound
        && (Transport is null || Transport == transport)
        && (Port == 0 || transport != TransportKind.Udp || Port == sourcePort)
        && (LocalPort == 0 || LocalPort == localPort);

    /// <summary>What keeps it from accepting, for people: "it is for udp, and this came over tcp".</summary>
    public string Difference(in Flow source, SocketEndpoint local)
    {
        if (Use != AddressUse.Inbound)
        {
            return Use == AddressUse.OutboundOnly
                ? $"{Acl.Trunk?.Name ?? "it"} is outbound only here"
                : $"an ACL decides about the calls of {Acl.Trunk!.Name}, not its gateways' addresses";
        }
        if (Transport is { } only && only != source.Transport)
        {
            var came = ConfigNames.Transport.Name(source.Transport);
            return $"it is for {ConfigNames.Transport.Name(only)}, and this came over {came}";
        }
        return Port != 0 && source.Transport == TransportKind.Udp && Port != source.Remote.Port
            ? $"it is for source port {Port}, and this came from port {source.Remote.Port}"
            : $"it is for calls to our port {LocalPort}, and this came to port {local.Port}";
    }
}
