namespace SipEdge.Core.Configuration;

/// <summary>The host that Contact shows a trunk. Some peers want an address there, others refuse one.</summary>
public enum ContactHost : byte { PublicIp, Fqdn, BindIp }
