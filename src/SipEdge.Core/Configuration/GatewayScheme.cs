namespace SipEdge.Core.Configuration;

/// <summary>URIs towards a gateway.</summary>
public enum GatewayScheme : byte
{
    Sip,

    /// <summary>And nothing else: another one would promise less (RFC 5630 §3.1).</summary>
    Sips,

    /// <summary>Once more with sip, over the same TLS, when the peer refuses sips.</summary>
    SipsPreferred,
}
