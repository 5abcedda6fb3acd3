using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Resolution;

/// <summary>By which transports, over which address families, a server could be reached from here.</summary>
[Flags]
public enum Reach : byte
{
    None = 0,
    UdpOverIpv4 = 1,
    TcpOverIpv4 = 2,
    TlsOverIpv4 = 4,
    UdpOverIpv6 = 8,
    TcpOverIpv6 = 16,
    TlsOverIpv6 = 32,
    Tls = TlsOverIpv4 | TlsOverIpv6,
    All = 63,
}

public static class Reaches
{
    private const int FamilyShift = 3;

    public static Reach Of(TransportKind transport, bool ipv4) => (Reach)(1 << ((int)transport + (ipv4 ? 0 : FamilyShift)));

    public static bool Has(this Reach reach, TransportKind transport, bool ipv4) => (reach & Of(transport, ipv4)) != 0;

    /// <summary>Over either family.</summary>
    public static bool Has(this Reach reach, TransportKind transport) =>
        reach.Has(transport, ipv4: true) || reach.Has(transport, ipv4: false);

    /// <summary>Over both families.</summary>
    public static Reach Of(TransportKind transport) => Of(transport, ipv4: true) | Of(transport, ipv4: false);
}
