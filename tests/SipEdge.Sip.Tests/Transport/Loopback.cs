using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>
/// A real host on 127.0.0.1 with a UDP (0), a TCP (1) and a TLS (2) listener, and handlers that note what arrives and let a
/// test answer it.
/// </summary>
internal sealed class Loopback : IDisposable, ILoopRouter
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<Received> _received = [];
    private readonly BlockingCollection<(long Token, FlowFailure Failure)> _failed = [];
    private readonly BlockingCollection<Flow> _closed = [];

    public Loopback(TransportLimits? limits = null, int loops = 1, TlsClientSettings? tlsClient = null,
        X509Certificate2? certificate = null, Dictionary<string, TlsClientSettings>? byName = null, IIngressGate? gate = null,
        ServerCertificate[]? certificates = null, ClientAuth clientAuth = ClientAuth.None, bool strictNames = false,
        ExpectedPeer[]? peers = null, Socket? inheritedUdp = null, Socket? inheritedTcp = null)
    {
        Certificate = certificate ?? SelfSigned("localhost");
        var tls = new TlsServerSettings([.. certificates ?? [Shown(Certificate)]]) { ClientAuth = clientAuth, StrictNames = strictNames };
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        Host = new TransportHost(
            new TransportHostSettings
            {
                Listeners =
                [
                    new ListenerSettings(0, TransportKind.Udp, any, "127.0.0.1", 0) { Inherited = HandOver(inheritedUdp) },
                    new ListenerSettings(1, TransportKind.Tcp, any, "127.0.0.1", 0) { Inherited = HandOver(inheritedTcp) },
                    new ListenerSettings(2, TransportKind.Tls, any, "127.0.0.1", 0) { Tls = tls },
                ],
                Router = this,
                LoopCount = loops,
                Limits = limits ?? TransportLimits.Default,
                Trust = new TlsTrust(
                    tlsClient ?? TlsClientSettings.Default, byName ?? [], [.. peers ?? []]),
                Gate = gate,
            },
            NullLoggerFactory.Instance);
        foreach (var loop in Host.Loops)
        {
            loop.Handler = new Handler(this, loop);
        }

        Host.Start();
    }

    public delegate void MessageHook(TransportLoop loop, ReadOnlySpan<byte> message, in Flow flow);

    public TransportHost Host { get; }

    public X509Certificate2 Certificate { get; }

    public MessageHook? OnMessage { get; set; }

    public Func<byte[], int> Router { get; set; } = static _ => 0;

    public int Count => _received.Count;

    public static ServerCertificate Shown(X509Certificate2 certificate) =>
        new(SslStreamCertificateContext.Create(certificate, null, offline: true));

    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public IPEndPoint Port(byte listener) => new(IPAddress.Loopback, Host.BoundPort(listener));

    public SocketEndpoint Endpoint(byte listener) => SocketEndpoint.From(Port(listener));

    public Received Receive()
    {
        Assert.True(_received.TryTake(out var received, Patience), "nothing arrived");
        return received;
    }

    public long ReceiveFailure() => ReceiveFailed().Token;

    public (long Token, FlowFailure Failure) ReceiveFailed()
    {
        Assert.True(_failed.TryTake(out var failed, Patience), "no failure was reported");
        return failed;
    }

    /// <summary>None when the message that this host sent came to the other.</summary>
    public FlowFault ArrivedOrFailed(Loopback far)
    {
        Await(() => far.Count > 0 || _failed.Count > 0, "a message or its failure");
        return _failed.TryTake(out var failed) ? failed.Failure.Fault : FlowFault.None;
    }

    public Flow ReceiveClosed()
    {
        Assert.True(_closed.TryTake(out var flow, Patience), "no connection was closed");
        return flow;
    }

    /// <summary>Runs something on a loop's thread and waits for it.</summary>
    public T OnLoop<T>(Func<TransportLoop, T> action, int loop = 0)
    {
        var command = new Command<T>(Host.Loops[loop], action);
        Host.Loops[loop].Post(command);
        Assert.True(command.Done.Wait(Patience), "the loop did not run the command");
        return command.Result!;
    }

    public SendResult Send(Flow flow, string message, long token = 0, int loop = 0) =>
        OnLoop(l => l.Transport.Send(flow, Encoding.UTF8.GetBytes(message), token), loop);

    /// <summary>Waits for a count to be reached: what is counted happens on threads of the host.</summary>
    public void Await(Func<bool> condition, string what)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var end = new CancellationTokenSource(Patience);
        try
        {
            while (!condition())
            {
                tick.WaitForNextTickAsync(end.Token).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"waited in vain for {what}");
        }
    }

    public int LoopFor(ReadOnlySpan<byte> message) => Router(message.ToArray());

    public void Dispose() => Host.Dispose();

    /// <summary>As after an exec: the descriptor stays open, and the object that made it no longer owns it.</summary>
    private static int? HandOver(Socket? socket)
    {
        if (socket is null)
        {
            return null;
        }

        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        socket.SafeHandle.SetHandleAsInvalid();
        return descriptor;
    }

    internal sealed record Received(int Loop, string Text, Flow Flow);

    private sealed class Handler(Loopback owner, TransportLoop loop) : ILoopHandler
    {
        public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now)
        {
            owner._received.Add(new Received(loop.Number, Encoding.UTF8.GetString(message), flow));
            owner.OnMessage?.Invoke(loop, message, flow);
        }

        public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) => owner._failed.Add((token, failure));

        public void OnFlowClosed(in Flow flow, FlowFailure failure, long now) => owner._closed.Add(flow);

        public long OnTick(long now) => long.MaxValue;
    }

    private sealed class Command<T>(TransportLoop loop, Func<TransportLoop, T> action) : ILoopCommand
    {
        public ManualResetEventSlim Done { get; } = new();

        public T? Result { get; private set; }

        public void Run(long now)
        {
            Result = action(loop);
            Done.Set();
        }
    }
}
