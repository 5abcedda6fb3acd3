namespace SipEdge.Sip.Transport;

/// <summary>
/// Where a message came from, or goes to: plain data. <paramref name="Connection"/> 0 is UDP, or on a stream "use or open
/// a connection to <paramref name="Remote"/>".
/// </summary>
/// <param name="Transport">How.</param>
/// <param name="Listener">Number of the listener whose address the message leaves from or arrived at.</param>
/// <param name="Connection">Id of one stream connection, never used twice in a process.</param>
/// <param name="Remote">The peer's address.</param>
/// <param name="ServerName">
/// For TLS outward: the name the certificate must carry. A string owned by the configuration, never made per call.
/// </param>
/// <param name="TlsClient">
/// For TLS outward: whose settings verify the peer and show who the edge is, by name in <see cref="TlsTrust"/>; null: the
/// default's. Two that differ never share a connection.
/// </param>
public readonly record struct Flow(
    TransportKind Transport,
    byte Listener,
    int Connection,
    SocketEndpoint Remote,
    string? ServerName = null,
    string? TlsClient = null)
{
    public bool IsReliable => Transport.IsReliable();
}
