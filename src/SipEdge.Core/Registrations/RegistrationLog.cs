using Microsoft.Extensions.Logging;

namespace SipEdge.Core.Registrations;

/// <summary>Event ids 3400-3499. Highest in use: 3404. Only what changes is told: a refresh is not.</summary>
internal static partial class RegistrationLog
{
    [LoggerMessage(3400, LogLevel.Information, "Trunk {Trunk} is registered at {Registrar} for {Seconds} s")]
    public static partial void Registered(ILogger logger, string trunk, string registrar, int seconds);

    [LoggerMessage(3401, LogLevel.Warning, "Trunk {Trunk} does not register at {Registrar}: {Said}; it is tried again")]
    public static partial void Failing(ILogger logger, string trunk, string registrar, string said);

    [LoggerMessage(3402, LogLevel.Error,
        "Trunk {Trunk} is refused by its registrar {Registrar}: {Said}; it is tried seldom; 'sipedge trunk test' tells why")]
    public static partial void Denied(ILogger logger, string trunk, string registrar, string said);

    [LoggerMessage(3403, LogLevel.Information, "Trunk {Trunk} is not registered any more")]
    public static partial void Unregistered(ILogger logger, string trunk);

    [LoggerMessage(3404, LogLevel.Warning,
        "Trunk {Trunk} is not registered at {Registrar} any more: its time or its connection is over, and no answer is there yet")]
    public static partial void Lapsed(ILogger logger, string trunk, string registrar);
}
