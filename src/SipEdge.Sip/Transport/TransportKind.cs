namespace SipEdge.Sip.Transport;

public enum TransportKind : byte
{
    Udp,
    Tcp,
    Tls,
}

public static class TransportKinds
{
    /// <summary>TCP and TLS: nothing is retransmitted hop by hop (RFC 3261 §17).</summary>
    public static bool IsReliable(this TransportKind kind) => kind != TransportKind.Udp;

    /// <summary>As a Via names it (RFC 3261 §20.42).</summary>
    public static ReadOnlySpan<byte> ViaName(this TransportKind kind) => kind switch
    {
        TransportKind.Udp => "UDP"u8,
        TransportKind.Tcp => "TCP"u8,
        _ => "TLS"u8,
    };

    /// <summary>What a sip URI says of it; nothing for UDP, which is meant without a word (RFC 3263 §4.1).</summary>
    public static ReadOnlySpan<byte> UriParameter(this TransportKind kind) => kind switch
    {
        TransportKind.Udp => default,
        TransportKind.Tcp => ";transport=tcp"u8,
        _ => ";transport=tls"u8,
    };

    /// <summary>The port where none is written (RFC 3261 §18.2.2, §19.1.2).</summary>
    public static ushort DefaultPort(this TransportKind kind) => kind == TransportKind.Tls ? (ushort)5061 : (ushort)5060;
}
