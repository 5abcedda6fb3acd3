using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pings;

/// <summary>What makes an address the same one after a reload.</summary>
internal readonly record struct PingKey(string TrunkId, string Gateway, TransportKind Transport, SocketEndpoint Address)
{
    public static PingKey Of(TargetModel target) =>
        new(target.Gateway.TrunkId, target.Gateway.Name, target.Transport, target.Address);
}
