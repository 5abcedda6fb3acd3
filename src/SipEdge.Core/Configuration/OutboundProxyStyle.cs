namespace SipEdge.Core.Configuration;

/// <summary>How a request says that it goes through an outbound proxy: by a loose Route header (RFC 3261 §8.1.2), or not at all.</summary>
public enum OutboundProxyStyle : byte { Route, NextHop }
