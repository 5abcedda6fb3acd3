using System.Collections.Immutable;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Transport;

// How hands are shaken: what the first byte says, which certificate is shown and asked for, and whom the peer turns out to be.
internal sealed partial class StreamConnection
{
    /// <summary>Tells TLS on a plaintext port, and plaintext on a TLS port, without taking the byte.</summary>
    private async Task<CloseReason> CheckFirstByteAsync(Socket socket)
    {
        var peek = new byte[1];
        if (await socket.ReceiveAsync(peek.AsMemory(), SocketFlags.Peek, _closing.Token).ConfigureAwait(false) == 0)
        {
            return CloseReason.PeerClosed;
        }

        var kind = FirstByte.Of(peek[0]);
        return (IsTls, kind) switch
        {
            (true, not FirstByteKind.TlsHandshake) => CloseReason.PlaintextOnTls,
            (false, FirstByteKind.TlsHandshake) => CloseReason.TlsOnPlaintext,
            (false, FirstByteKind.Other) => CloseReason.BadFraming,
            _ => CloseReason.None,
        };
    }

    private async Task ShakeHandsAsync(SslStream secure, Socket socket)
    {
        await _table.Handshakes.WaitAsync(_closing.Token).ConfigureAwait(false);
        try
        {
            await (IsInbound ? ServeHandshakeAsync(secure) : CallHandshakeAsync(secure, socket)).ConfigureAwait(false);
        }
        finally
        {
            _table.Handshakes.Release();
        }
    }

    private async Task ServeHandshakeAsync(SslStream secure)
    {
        var tls = Listener.Settings.Tls!;
        await secure.AuthenticateAsServerAsync(
            (_, hello, _, _) =>
            {
                if (tls.For(hello.ServerName) is { } certificate)
                {
                    return ValueTask.FromResult(TlsPolicy.Server(certificate, tls.ClientAuth, CheckCaller));
                }

                _callerFault = FlowFault.NameMismatch;
                return ValueTask.FromException<SslServerAuthenticationOptions>(
                    new AuthenticationException("no certificate for the name that was asked for"));
            },
            null,
            _closing.Token).ConfigureAwait(false);
        IndicatedName = secure.TargetHostName is { Length: > 0 } name ? name : null;
        var caller = _caller;
        _session = SessionOf(secure, caller is { Names: [var first, ..] } ? first : null, _verified);
    }

    private async Task CallHandshakeAsync(SslStream secure, Socket socket)
    {
        var called = ServerName ?? Remote.ToIPAddress().ToString();
        var check = _called = new CalledPeerCheck(ClientSettings!, called);

        // Looked at before the handshake takes it: what a peer says that speaks no TLS, or instead of a ServerHello.
        var answer = PeekAsync(socket);
        try
        {
            await secure.AuthenticateAsClientAsync(TlsPolicy.Client(ClientSettings!, called, check), _closing.Token)
                .ConfigureAwait(false);
        }
        finally
        {
            _answer = await answer.ConfigureAwait(false);
        }

        _session = SessionOf(secure, check.Names is [var first, ..] ? first : null, []) with { CalledAs = called };
    }

    /// <summary>The first byte, left where it is; -1 when none came.</summary>
    private async Task<int> PeekAsync(Socket socket)
    {
        var first = new byte[1];
        try
        {
            return await socket.ReceiveAsync(first.AsMemory(), SocketFlags.Peek, _closing.Token).ConfigureAwait(false) == 0
                ? -1
                : first[0];
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return -1; // the handshake fails for the same cause, and tells it
        }
    }

    private static TlsSession SessionOf(SslStream secure, string? peer, ImmutableArray<PeerName> verified) => new(
        secure.SslProtocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2", secure.NegotiatedCipherSuite.ToString(), peer, verified);

    /// <summary>
    /// True does not say that the peer is anybody: only names of <see cref="TlsSession.Verified"/> do. It says that it may
    /// connect.
    /// </summary>
    private bool CheckCaller(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var fault = FlowFault.NoClientCertificate;
        if (certificate is X509Certificate2 leaf)
        {
            var caller = _caller = new PeerCertificate(leaf, chain?.ChainPolicy.ExtraStore ?? []);
            _verified = caller.Verify(_table.Host.Settings.Trust.Peers, out fault);
        }

        if (fault == FlowFault.None || Listener.Settings.Tls!.ClientAuth == ClientAuth.Optional)
        {
            return true;
        }

        _callerFault = fault;
        return false;
    }
}
