using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Transport;

/// <summary>
/// One connection that is opened to learn about a peer, beside the loops: it connects, shakes hands and judges the peer by the very rules
/// that calls go by, and keeps what was seen when they say no.
/// </summary>
public sealed class PeerProbe : IAsyncDisposable
{
    private readonly Socket _socket;
    private SslStream? _secure;
    private int _answer = -1;
    private bool _certificateShown;

    private PeerProbe(Socket socket)
    {
        _socket = socket;
        Stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Whole messages go over this: the encrypted stream once <see cref="SecureAsync"/> has succeeded.</summary>
    public Stream Stream { get; private set; }

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <param name="remote">The peer.</param>
    /// <param name="from">The address to call from; null: as the machine's routes have it.</param>
    /// <param name="cancellation">Ends the attempt; the caller's time-out.</param>
    /// <returns>Null with the reason when nobody was there.</returns>
    public static async Task<(PeerProbe? Probe, FlowFailure Failure)> ConnectAsync(
        SocketEndpoint remote, IPAddress? from, CancellationToken cancellation)
    {
        var to = remote.ToIPEndPoint();
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (from is not null)
            {
                socket.Bind(new IPEndPoint(from, 0));
            }
            await socket.ConnectAsync(to, cancellation).ConfigureAwait(false);
            return (new PeerProbe(socket), default);
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            return (null, HandshakeFaults.OfConnect(failed));
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            return (null, new FlowFailure(FlowFault.ConnectTimeout));
        }
    }

    /// <param name="settings">By which the peer is judged, and what it is shown.</param>
    /// <param name="name">The one its certificate must carry.</param>
    /// <param name="cancellation">Ends the attempt; the caller's time-out.</param>
    public async Task<TlsFindings> SecureAsync(TlsClientSettings settings, string name, CancellationToken cancellation)
    {
        var check = new CalledPeerCheck(settings, name);
        ImmutableArray<CertificateFinding> chain = [];
        var asked = false;
        var options = TlsPolicy.Client(settings, name, check);
        options.RemoteCertificateValidationCallback = (sender, certificate, built, errors) =>
        {
            chain = Read(certificate as X509Certificate2, built);
            return check.Check(sender, certificate, built, errors);
        };
        if (settings.ClientCertificate is null)
        {
            // Called once before the handshake, and again when the peer has asked.
            options.LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
            {
                asked |= remote is not null;
                return null!;
            };
        }
        var secure = _secure = new SslStream(Stream, leaveInnerStreamOpen: false);
        var first = PeekAsync(cancellation);
        FlowFailure failure = default;
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellation).ConfigureAwait(false);
            Stream = secure;
            _certificateShown = secure.IsMutuallyAuthenticated;
        }
        catch (OperationCanceledException)
        {
            failure = new FlowFailure(FlowFault.HandshakeTimeout);
        }
        catch (Exception failed) when (failed is IOException or AuthenticationException or SocketException)
        {
            _answer = await first.ConfigureAwait(false);
            failure = check.Fault != FlowFault.None ? new FlowFailure(check.Fault) : FailureOf(failed);
        }
        _answer = await first.ConfigureAwait(false);
        var agreed = failure == default;
        return new TlsFindings(
            failure,
            agreed ? secure.SslProtocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2" : null,
            agreed ? secure.NegotiatedCipherSuite.ToString() : null,
            chain,
            check.Names,
            asked || _certificateShown,
            _certificateShown);
    }

    /// <summary>
    /// What it means that the stream failed before the peer said anything: with TLS 1.3 a server refuses a client only after the client
    /// believes that all is well.
    /// </summary>
    public FlowFailure FailureOf(Exception failed) => _secure is null
        ? new FlowFailure(FlowFault.ClosedByPeer)
        : HandshakeFaults.OfHandshake(failed, _answer, _certificateShown);

    public async ValueTask DisposeAsync()
    {
        if (_secure is not null)
        {
            await _secure.DisposeAsync().ConfigureAwait(false);
        }
        await Stream.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
    }

    private static ImmutableArray<CertificateFinding> Read(X509Certificate2? leaf, X509Chain? chain)
    {
        var read = ImmutableArray.CreateBuilder<CertificateFinding>();
        for (var i = 0; i < (chain?.ChainElements.Count ?? 0); i++)
        {
            read.Add(Of(chain!.ChainElements[i].Certificate));
        }
        if (read.Count == 0 && leaf is not null)
        {
            read.Add(Of(leaf));
        }
        return read.ToImmutable();
    }

    private static CertificateFinding Of(X509Certificate2 certificate) => new(
        certificate.Subject, certificate.Issuer, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());

    /// <summary>The first byte, left where it is; -1 when none came.</summary>
    private async Task<int> PeekAsync(CancellationToken cancellation)
    {
        var first = new byte[1];
        try
        {
            return await _socket.ReceiveAsync(first.AsMemory(), SocketFlags.Peek, cancellation).ConfigureAwait(false) == 0 ? -1 : first[0];
        }
        catch (Exception failed) when (failed is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return -1; // the handshake fails for the same cause, and tells it
        }
    }
}
