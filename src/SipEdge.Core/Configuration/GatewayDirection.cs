namespace SipEdge.Core.Configuration;

[Flags]
public enum GatewayDirection : byte { Inbound = 1, Outbound = 2, Both = Inbound | Outbound }
