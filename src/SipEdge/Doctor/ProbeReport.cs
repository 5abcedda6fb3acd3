namespace SipEdge.Doctor;

/// <summary>What a carrier offers.</summary>
/// <param name="Host">As it was given.</param>
/// <param name="Preferred">The transport that its NAPTR and SRV records lead to first; null: an address, or they lead nowhere.</param>
/// <param name="Transports">UDP, TCP, TLS.</param>
/// <param name="Steps">Everything that was tried, in order.</param>
public sealed record ProbeReport(
    string Host, string? Preferred, IReadOnlyList<TransportOffer> Transports, IReadOnlyList<TestStep> Steps)
{
    public bool AnyOffered => Transports.Any(static one => one.Offered);
}

/// <param name="Transport">udp, tcp or tls.</param>
/// <param name="Offered">Somebody answered OPTIONS over it, with whatever code.</param>
/// <param name="Origin">Where its addresses came from: "SRV _sip._udp.example.com", "A", "literal"; null: there are none.</param>
/// <param name="Answered">The addresses that did.</param>
public sealed record TransportOffer(string Transport, bool Offered, string? Origin, IReadOnlyList<string> Answered);
