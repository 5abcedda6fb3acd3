using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SipEdge.Systemd;

/// <summary>
/// Sockets that the service manager has bound and holds (sd_listen_fds(3)): while the edge restarts, datagrams wait in them and
/// connections in their backlog.
/// </summary>
public static class InheritedSockets
{
    /// <summary>SD_LISTEN_FDS_START: the first descriptor after the standard ones.</summary>
    private const int First = 3;

    /// <summary>Those that are meant for this process; empty without a service manager that passes some.</summary>
    /// <exception cref="SocketException">What was passed is no socket.</exception>
    public static IReadOnlyList<InheritedSocket> FromEnvironment(Func<string, string?> environment, int processId)
    {
        var isMine = int.TryParse(environment("LISTEN_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var owner)
            && owner == processId;
        return isMine && int.TryParse(environment("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? [.. Enumerable.Range(First, count).Select(Describe)]
            : [];
    }

    /// <exception cref="SocketException">It is no internet socket.</exception>
    internal static InheritedSocket Describe(int descriptor)
    {
        // Only looked at: who takes the descriptor closes it.
        using var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false)) { Blocking = false };
        return new InheritedSocket(
            descriptor,
            socket.SocketType == SocketType.Dgram,
            socket.LocalEndPoint as IPEndPoint ?? throw new SocketException((int)SocketError.AddressFamilyNotSupported));
    }
}

/// <param name="Datagram">UDP; else a stream that listens.</param>
/// <param name="Local">Where it is bound.</param>
public sealed record InheritedSocket(int Descriptor, bool Datagram, IPEndPoint Local);
