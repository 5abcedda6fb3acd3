using System.Net.Sockets;

namespace SipEdge.Sip.Transport;

/// <summary>
/// Classifies what .NET throws when a connection fails. An alert of the peer is not in any API: it is the number of the OpenSSL
/// error at the bottom of the exception, which is its HResult; the texts above it are for people and not looked at.
/// </summary>
internal static class HandshakeFaults
{
    /// <summary>ERR_LIB_SSL, where OpenSSL 3 packs the library (ERR_LIB_OFFSET).</summary>
    private const int LibrarySsl = 20;

    private const int LibraryShift = 23;
    private const int ReasonMask = (1 << LibraryShift) - 1;

    /// <summary>SSL_AD_REASON_OFFSET: reasons from here on are alerts that the peer sent.</summary>
    private const int AlertOffset = 1000;

    private const int NoSharedCipher = 193;
    private const int UnsupportedProtocol = 258;
    private const int WrongVersionNumber = 267;
    private const int NoSharedGroup = 410;
    private const int PeerShowedNoCertificate = 199;

    private const byte HandshakeFailure = 40;
    private const byte ProtocolVersion = 70;
    private const byte InsufficientSecurity = 71;
    private const byte CertificateRequired = 116;

    public static FlowFailure OfConnect(Exception exception) => exception is SocketException socket
        ? new FlowFailure(socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => FlowFault.Refused,
            SocketError.TimedOut => FlowFault.ConnectTimeout,
            _ => FlowFault.Unreachable,
        })
        : default;

    /// <param name="exception">Of the handshake, or of the first read after it (TLS 1.3 refuses a client that late).</param>
    /// <param name="answer">The first byte that the peer sent; -1 before any.</param>
    /// <param name="certificateShown">The edge showed a certificate of its own.</param>
    public static FlowFailure OfHandshake(Exception exception, int answer, bool certificateShown)
    {
        if (answer >= 0 && answer is not ((int)TlsContent.Handshake or (int)TlsContent.Alert))
        {
            return new FlowFailure(FlowFault.Plaintext);
        }

        var reason = OpenSslReason(exception);
        if (reason is > AlertOffset and <= AlertOffset + byte.MaxValue)
        {
            return OfAlert((byte)(reason - AlertOffset), answer, certificateShown);
        }

        return reason switch
        {
            NoSharedCipher or NoSharedGroup => new FlowFailure(FlowFault.NoSharedSuite),
            UnsupportedProtocol or WrongVersionNumber => new FlowFailure(FlowFault.NoSharedVersion),
            PeerShowedNoCertificate => new FlowFailure(FlowFault.NoClientCertificate),
            0 => new FlowFailure(FlowFault.ClosedByPeer),
            _ => default,
        };
    }

    private static FlowFailure OfAlert(byte alert, int answer, bool certificateShown) => alert switch
    {
        ProtocolVersion => new FlowFailure(FlowFault.NoSharedVersion, alert),
        InsufficientSecurity => new FlowFailure(FlowFault.NoSharedSuite, alert),
        CertificateRequired => new FlowFailure(FlowFault.NoClientCertificate, alert),

        // An alert instead of a ServerHello: nothing was agreed on. After one, everything was but who the edge is.
        HandshakeFailure when answer == (int)TlsContent.Alert => new FlowFailure(FlowFault.NoSharedSuite, alert),
        HandshakeFailure when answer == (int)TlsContent.Handshake && !certificateShown =>
            new FlowFailure(FlowFault.NoClientCertificate, alert),
        _ => new FlowFailure(FlowFault.Alert, alert),
    };

    /// <summary>0: OpenSSL had nothing to do with it.</summary>
    private static int OpenSslReason(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (((uint)cause.HResult >> LibraryShift) == LibrarySsl)
            {
                return cause.HResult & ReasonMask;
            }
        }

        return 0;
    }

    /// <summary>ContentType of a TLS record (RFC 8446 §5.1): the first byte of what a TLS peer says.</summary>
    private enum TlsContent
    {
        Alert = 21,
        Handshake = 22,
    }
}
