using Microsoft.Extensions.Logging;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Calls;

/// <summary>Event ids 3000-3099. Highest in use: 3001.</summary>
internal static partial class CallLog
{
    [LoggerMessage(3000, LogLevel.Debug, "Call {Call}: early media of the callee cannot be used ({Reason})")]
    public static partial void EarlyMediaRefused(ILogger logger, string call, string reason);

    [LoggerMessage(3001, LogLevel.Information, "Call {Call} is an emergency call; route {Route}")]
    public static partial void EmergencyCall(ILogger logger, string call, ConfigLine route);
}
