using System.Net;
using Microsoft.Extensions.Logging;

namespace SipEdge.Hosting;

/// <summary>Event ids 9000-9099. Highest in use: 9023.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(9000, LogLevel.Information, "Running with {Configuration}: {Loops} loops, {Listeners} listeners")]
    public static partial void Running(ILogger logger, string configuration, int loops, int listeners);

    [LoggerMessage(9001, LogLevel.Information, "Draining: no new calls, {Calls} live ones have {Seconds} s")]
    public static partial void Draining(ILogger logger, int calls, double seconds);

    [LoggerMessage(9002, LogLevel.Warning, "The time to drain is over: ending {Calls} calls")]
    public static partial void EndingCalls(ILogger logger, int calls);

    [LoggerMessage(9003, LogLevel.Information, "Drained, {Calls} calls left")]
    public static partial void Drained(ILogger logger, int calls);

    [LoggerMessage(9004, LogLevel.Information, "{Signal}: stopping; once more ends at once")]
    public static partial void Stopping(ILogger logger, string signal);

    [LoggerMessage(9005, LogLevel.Warning, "{Signal} again: ending at once")]
    public static partial void StoppingAtOnce(ILogger logger, string signal);

    [LoggerMessage(9006, LogLevel.Information, "Configuration {Configuration} applied; asked by {By}")]
    public static partial void Reloaded(ILogger logger, string configuration, string by);

    [LoggerMessage(9007, LogLevel.Error, "Configuration {Configuration} refused, the one in force stays: {Problem}")]
    public static partial void ReloadRefused(ILogger logger, string configuration, string problem);

    [LoggerMessage(9008, LogLevel.Warning, "{Problem}")]
    public static partial void ConfigurationWarning(ILogger logger, string problem);

    [LoggerMessage(9019, LogLevel.Warning,
        "The service manager passed a socket for {Transport} {Address}, where no listener is: nobody reads it")]
    public static partial void InheritedSocketUnused(ILogger logger, IPEndPoint address, string transport);

    [LoggerMessage(9010, LogLevel.Error, "A loop does not answer: stopping without waiting for its calls")]
    public static partial void DrainAbandoned(ILogger logger);

    [LoggerMessage(9011, LogLevel.Information, "Ended {Calls} calls of trunk {Trunk}; asked by {By}")]
    public static partial void CallsEnded(ILogger logger, int calls, string trunk, string by);

    [LoggerMessage(9009, LogLevel.Critical, "A reload failed in a way that it must not; the configuration in force stays")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);

    [LoggerMessage(9012, LogLevel.Warning, "Certificate {Name} runs out in {Days} days or less, at {Until:u}")]
    public static partial void CertificateExpires(ILogger logger, string name, int days, DateTime until);

    [LoggerMessage(9013, LogLevel.Error, "Certificate {Name} has run out at {Until:u}: peers that check refuse it")]
    public static partial void CertificateExpired(ILogger logger, string name, DateTime until);

    [LoggerMessage(9020, LogLevel.Information, "{Restored} of {Saved} phones are registered as they were before the start")]
    public static partial void PhonesRestored(ILogger logger, int restored, int saved);

    [LoggerMessage(9021, LogLevel.Warning, "{File} is left alone, and phones have to register again: {Problem}")]
    public static partial void PhonesNotRead(ILogger logger, string file, string problem);

    [LoggerMessage(9022, LogLevel.Error, "Registered phones cannot be written to {File}, and a restart would forget them: {Problem}")]
    public static partial void PhonesNotSaved(ILogger logger, string file, string problem);

    [LoggerMessage(9023, LogLevel.Information,
        "STATE_DIRECTORY is not set: after a restart nobody can call a phone until it has registered again")]
    public static partial void NoStateDirectory(ILogger logger);
}
