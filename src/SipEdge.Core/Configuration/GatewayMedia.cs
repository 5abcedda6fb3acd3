namespace SipEdge.Core.Configuration;

/// <summary>What a gateway is offered: srtp.mode and srtp.keying in one word.</summary>
public enum GatewayMedia : byte { Rtp, SrtpSdes, SrtpDtls, SrtpOptional }
