using Microsoft.Extensions.Logging;

namespace SipEdge.Core.Phones.Registering;

/// <summary>Event ids 3600-3699. Highest in use: 3600.</summary>
internal static partial class PhoneLog
{
    [LoggerMessage(3600, LogLevel.Warning,
        "PBX {Pbx} does not know the phones of {Domain} any more, or was away: its {Contacts} contacts are registered there again")]
    public static partial void RegisteringAgain(ILogger logger, string pbx, string domain, int contacts);
}
