using System.Net.Sockets;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;
using SipEdge.Systemd;

namespace SipEdge.Hosting;

/// <summary>
/// Tries every listener's address before any is opened, so that a refusal names the listener and what to do about it. The loops
/// share a UDP port (SO_REUSEPORT), and a second edge of the same user would share it too, without an error and with half of
/// the datagrams; a plain bind is refused then.
/// </summary>
internal static class ListenerProbe
{
    /// <exception cref="ListenerUnavailableException">An address cannot be bound.</exception>
    public static void Check(EdgeModel model, IReadOnlyList<InheritedSocket> inherited)
    {
        foreach (var listener in model.Listeners)
        {
            if (inherited.Any(socket => TransportSettings.IsFor(listener, socket)))
            {
                continue;
            }
            var udp = listener.Transport == TransportKind.Udp;
            using var socket = new Socket(
                listener.Bind.AddressFamily, udp ? SocketType.Dgram : SocketType.Stream, udp ? ProtocolType.Udp : ProtocolType.Tcp);
            try
            {
                socket.Bind(listener.Bind);
            }
            catch (SocketException e)
            {
                throw new ListenerUnavailableException(
                    $"cannot listen on {TransportSettings.Name(listener.Transport)} {listener.Bind} (listener '{listener.Name}'{Place(listener)}): {Cause(e)}",
                    e);
            }
        }
    }

    private static string Place(ListenerModel listener) => listener.Line.Line == 0 ? string.Empty : $", {listener.Line}";

    private static string Cause(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the address is in use; is another SIP server, or another edge, running?",
        SocketError.AccessDenied => "no permission; a port below 1024 needs CAP_NET_BIND_SERVICE",
        SocketError.AddressNotAvailable => "this machine has no such address",
        _ => e.Message,
    };
}
