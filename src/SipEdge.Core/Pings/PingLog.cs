using Microsoft.Extensions.Logging;

namespace SipEdge.Core.Pings;

/// <summary>Event ids 3500-3599. Highest in use: 3501. Only what changes is told.</summary>
internal static partial class PingLog
{
    [LoggerMessage(3500, LogLevel.Warning, "Gateway {Gateway} at {Address} is down: {Why}; calls go elsewhere until it answers again")]
    public static partial void Down(ILogger logger, string gateway, string address, string why);

    [LoggerMessage(3501, LogLevel.Information, "Gateway {Gateway} at {Address} is up again after {Seconds} s")]
    public static partial void Up(ILogger logger, string gateway, string address, long seconds);
}
