using SipEdge.Sip.Resolution;

namespace SipEdge.Core.Configuration;

/// <summary>A host name that a configuration needs resolved.</summary>
/// <param name="Path">Where it is written: "trunks.carrier.gateways[0]".</param>
/// <param name="Host">The name, and what is asked about it.</param>
public sealed record ConfiguredName(string Path, SipHost Host);
