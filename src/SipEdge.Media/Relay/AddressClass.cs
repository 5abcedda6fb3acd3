namespace SipEdge.Media.Relay;

/// <summary>What an address is good for, by the registries of RFC 6890 and what updates them.</summary>
public enum AddressClass : byte
{
    /// <summary>Reachable from anywhere.</summary>
    Global,

    /// <summary>Of one network: RFC 1918, the shared space of carriers (RFC 6598), unique local IPv6 (RFC 4193).</summary>
    Private,

    Loopback,
    LinkLocal,
    Multicast,

    /// <summary>0.0.0.0 or ::.</summary>
    Unspecified,

    /// <summary>Nobody's: documentation, benchmarks, class E, broadcast, discard, the rest of 0.0.0.0/8.</summary>
    Reserved,
}
