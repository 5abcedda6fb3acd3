using System.Net.Sockets;

namespace SipEdge.Admin;

/// <summary>No edge answers on the admin socket.</summary>
public sealed class EdgeNotRunningException(string socketPath, SocketError cause)
    : Exception(cause == SocketError.AccessDenied
        ? $"no permission to open {socketPath}; run as the edge's user, or as root"
        : $"no edge answers on {socketPath}; is it running, and is this its admin.socket? --socket names another");
