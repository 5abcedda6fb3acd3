using Microsoft.Extensions.Logging;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Calls;

/// <summary>Event ids 3000-3099. Highest in use: 3007.</summary>
internal static partial class CallLog
{
    [LoggerMessage(3000, LogLevel.Debug, "Call {Call}: early media of the callee cannot be used ({Reason})")]
    public static partial void EarlyMediaRefused(ILogger logger, string call, string reason);

    [LoggerMessage(3001, LogLevel.Information, "Call {Call} is an emergency call; route {Route}")]
    public static partial void EmergencyCall(ILogger logger, string call, ConfigLine route);

    [LoggerMessage(3002, LogLevel.Information,
        "Call {Call}: the {Side} has sent no media for {Seconds} s; the call is ended for it: {HangsUp}")]
    public static partial void Silent(ILogger logger, string call, string side, double seconds, bool hangsUp);

    [LoggerMessage(3003, LogLevel.Information, "Call {Call}: trunk {Trunk} asks for credentials of realm '{Realm}' and gets none: {Reason}")]
    public static partial void ChallengeUnanswered(ILogger logger, string call, string trunk, string realm, string reason);

    [LoggerMessage(3004, LogLevel.Error, "Call {Call} was stuck while {State} and is ended: a fault of the edge, please report it")]
    public static partial void Wedged(ILogger logger, string call, CallState state);

    [LoggerMessage(3005, LogLevel.Warning,
        "Circuit of gateway {Gateway} at {Address} is open: {Why}; calls go elsewhere, and one is tried in {Seconds} s")]
    public static partial void CircuitOpened(ILogger logger, string gateway, string address, string why, long seconds);

    [LoggerMessage(3006, LogLevel.Information, "Circuit of gateway {Gateway} at {Address} is half-open: a call tries it, {Trials} have to go well")]
    public static partial void CircuitTried(ILogger logger, string gateway, string address, int trials);

    [LoggerMessage(3007, LogLevel.Information, "Circuit of gateway {Gateway} at {Address} is closed: {Why}; calls go there again")]
    public static partial void CircuitClosed(ILogger logger, string gateway, string address, string why);
}
