using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Resolution;

/// <summary>One place where a host answers.</summary>
/// <param name="Address">With its port.</param>
/// <param name="Transport">How.</param>
/// <param name="Priority">Of the SRV record: lower is tried first (RFC 2782).</param>
/// <param name="Weight">Of the SRV record: its share among those of its priority.</param>
/// <param name="Record">The addresses of one SRV record have the same number.</param>
/// <param name="Origin">"SRV _sips._tcp.example.com", "A", "AAAA", "hosts", "literal".</param>
public readonly record struct SipPlace(
    SocketEndpoint Address, TransportKind Transport, int Priority, int Weight, int Record, string Origin);
