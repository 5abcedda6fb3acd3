using Microsoft.Extensions.Logging;

namespace SipEdge.Core.Calls;

/// <summary>Event ids 3000-3099. Highest in use: 3000.</summary>
internal static partial class CallLog
{
    [LoggerMessage(3000, LogLevel.Debug, "Call {Call}: early media of the callee cannot be used ({Reason})")]
    public static partial void EarlyMediaRefused(ILogger logger, string call, string reason);
}
