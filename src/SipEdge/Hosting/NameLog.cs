using Microsoft.Extensions.Logging;
using SipEdge.Core.Configuration;

namespace SipEdge.Hosting;

/// <summary>Event ids 9100-9199. Highest in use: 9106.</summary>
internal static partial class NameLog
{
    [LoggerMessage(9100, LogLevel.Information, "Name {Name} is {Addresses}")]
    public static partial void Resolved(ILogger logger, string name, string addresses);

    [LoggerMessage(9101, LogLevel.Information, "Name {Name} changed from {Before} to {Addresses}")]
    public static partial void Changed(ILogger logger, string name, string before, string addresses);

    [LoggerMessage(9102, LogLevel.Warning, "Name {Name} does not resolve, its last addresses stay: {Error}")]
    public static partial void Stale(ILogger logger, string name, string error);

    [LoggerMessage(9103, LogLevel.Warning, "Name {Name} does not resolve, nothing goes there: {Error}")]
    public static partial void Unresolved(ILogger logger, string name, string error);

    [LoggerMessage(9104, LogLevel.Information, "Name {Name} resolves again")]
    public static partial void Recovered(ILogger logger, string name);

    [LoggerMessage(9105, LogLevel.Warning, "{Clash}")]
    public static partial void Clash(ILogger logger, NameClash clash);

    [LoggerMessage(9106, LogLevel.Critical, "Keeping name {Name} failed in a way that it must not; its last addresses stay")]
    public static partial void Failed(ILogger logger, Exception exception, string name);
}
