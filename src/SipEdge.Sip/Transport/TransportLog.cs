using Microsoft.Extensions.Logging;

namespace SipEdge.Sip.Transport;

/// <summary>Event ids 1000-1099. Highest in use: 1007. What a stranger can cause is Debug, and counted.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(1000, LogLevel.Information, "Listening on {Transport} {Address}")]
    public static partial void Listening(ILogger logger, TransportKind transport, SocketEndpoint address);

    [LoggerMessage(1001, LogLevel.Error, "Loop {Loop}: a message from {Remote} made our own code fail; it is dropped")]
    public static partial void Fault(ILogger logger, Exception exception, int loop, SocketEndpoint remote);

    [LoggerMessage(1007, LogLevel.Error, "Connection {Connection} {Transport} with {Remote} made our own code fail; it is closed")]
    public static partial void ConnectionFault(
        ILogger logger, Exception exception, int connection, TransportKind transport, SocketEndpoint remote);

    [LoggerMessage(1002, LogLevel.Debug, "Connection {Connection} {Transport} with {Remote} closed: {Reason}, {Failure} {Detail}")]
    public static partial void Closed(ILogger logger, int connection, TransportKind transport, SocketEndpoint remote,
        CloseReason reason, FlowFailure failure, string? detail);

    [LoggerMessage(1003, LogLevel.Debug, "Connection refused from {Remote}: {Reason}")]
    public static partial void Refused(ILogger logger, SocketEndpoint remote, CloseReason reason);

    [LoggerMessage(1004, LogLevel.Warning, "Accepting on {Address} failed: {Error}. Trying again in a moment")]
    public static partial void AcceptFailed(ILogger logger, SocketEndpoint address, string error);

    [LoggerMessage(1005, LogLevel.Information,
        "UDP receive buffer on {Address} is {Actual} bytes, not {Wanted}: raise net.core.rmem_max")]
    public static partial void SmallReceiveBuffer(ILogger logger, SocketEndpoint address, int actual, int wanted);

    [LoggerMessage(1006, LogLevel.Warning, "Loop {Loop} did not stop in time")]
    public static partial void NotStopped(ILogger logger, int loop);
}
