namespace SipEdge.Sip.Transport;

public enum SendResult : byte
{
    /// <summary>In the kernel's hands, or in the batch that leaves when the loop has done its round.</summary>
    Sent,

    /// <summary>Waiting for a connection to open or to drain; a failure comes back as OnSendFailed.</summary>
    Queued,

    /// <summary>Not sent and never will be.</summary>
    Failed,
}

/// <summary>
/// Downward: what the layers above ask of a transport. Implemented by the loops and by the simulated network of the tests.
/// Called only on the loop's own thread.
/// </summary>
public interface ITransport
{
    /// <summary>
    /// Sends one whole message. Copies, so the span may be reused on return. A failure seen later comes back as
    /// <see cref="ILoopHandler.OnSendFailed"/> with <paramref name="token"/>, unless the token is 0.
    /// </summary>
    SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token);

    /// <summary>The advertised "host:port" of the flow's listener, for Via and Contact.</summary>
    ReadOnlySpan<byte> SentBy(in Flow flow);

    /// <summary>The local address and port of the flow's listener.</summary>
    SocketEndpoint Local(in Flow flow);

    /// <summary>
    /// The server name that the peer asked for when it opened this TLS connection (SNI, RFC 6066 §3); null when it named none.
    /// </summary>
    string? IndicatedName(in Flow flow);

    /// <summary>
    /// What the TLS handshake of this connection came to; of a flow without a number, that of the connection that stands to its
    /// target. Null without TLS, and when the connection is gone.
    /// </summary>
    TlsSession? Tls(in Flow flow) => null;

    /// <summary>
    /// How long the loop has been at work since it began, waiting not counted, in microseconds; by the clock on the wall, so that
    /// a core taken away counts as work. 0 where nobody measures it.
    /// </summary>
    long BusyMicroseconds => 0;

    /// <summary>
    /// Keeps the way to a peer open (RFC 5626 §4.4.1): a line break as a datagram, or on the connection that the edge has to it a
    /// ping. A connection on which neither the pong nor anything else comes within ten seconds is closed. Opens none.
    /// </summary>
    void KeepAlive(in Flow flow)
    {
    }

    /// <summary>Closes the connection the flow names; nothing for a datagram.</summary>
    void Close(in Flow flow);
}
