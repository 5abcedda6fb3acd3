using System.Security.Authentication;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Pipeline;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;
using SipEdge.Systemd;

namespace SipEdge.Hosting;

/// <summary>What the configuration's model means for transports and transactions.</summary>
internal static class TransportSettings
{
    public static TransportHostSettings Of(
        EdgeModel model, CertificateSet certificates, IIngressGate gate, IReadOnlyList<InheritedSocket> inherited,
        MovedLegs moved)
    {
        var loops = model.Loops == 0 ? Environment.ProcessorCount : model.Loops;
        return new TransportHostSettings
        {
            Listeners =
            [
                .. model.Listeners.Select(listener => new ListenerSettings(
                    listener.Number, listener.Transport, listener.Bind, listener.AdvertisedHost, listener.AdvertisedPort)
                {
                    Inherited = inherited.FirstOrDefault(socket => IsFor(listener, socket))?.Descriptor,
                    Tls = certificates.Of(listener),
                }),
            ],
            Router = new EdgeRouter(loops, moved),
            LoopCount = loops,
            Limits = Limits(model.Limits),
            Gate = gate,
            Trust = certificates.Trust,
        };
    }

    public static TransactionOptions Transactions(EdgeModel model) => new()
    {
        T1 = Milliseconds(model.Timers.T1),
        T2 = Milliseconds(model.Timers.T2),
        T4 = Milliseconds(model.Timers.T4),
        MaxTransactions = model.Limits.Transactions,
        MaxPerSource = model.Limits.Transactions / 4 * 3, // a trunk's rate would fill the table of a loop, and leave nothing to others
        Parse = Parse(model.Limits),
    };

    /// <summary>The service manager has bound the listener's address already.</summary>
    public static bool IsFor(ListenerModel listener, InheritedSocket socket) =>
        socket.Datagram == (listener.Transport == TransportKind.Udp) && socket.Local.Equals(listener.Bind);

    public static string Name(TransportKind transport) => transport switch
    {
        TransportKind.Udp => "udp",
        TransportKind.Tcp => "tcp",
        _ => "tls",
    };

    public static SslProtocols Protocols(TlsVersion least) =>
        least == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    private static TransportLimits Limits(LimitOptions limits) => new()
    {
        MaxConnections = limits.Connections,
        MaxConnectionsPerSource = limits.ConnectionsPerSource,
        MaxUnprovenPerSource = limits.HalfSentPerSource,
        MaxConcurrentHandshakes = limits.Handshakes,
        HandshakeTimeout = Milliseconds(limits.HandshakeTimeout),
        ConnectTimeout = Milliseconds(limits.ConnectTimeout),
        MessageTimeout = Milliseconds(limits.ReadTimeout),
        IdleTimeout = Milliseconds(limits.IdleTimeout),
        Parse = Parse(limits),
    };

    private static ParseLimits Parse(LimitOptions limits) => new(limits.MessageBytes, limits.LineBytes, limits.Headers);

    private static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;
}
