namespace SipEdge.Core.Configuration;

public enum GatewayMedia : byte { Rtp, SrtpSdes }
